/** A record, played again. */
import { useEffect, useState } from 'preact/hooks'
import type { Film } from '../../src/live/film'
import type { Head, Reel } from '../../src/live/format'
import { addressOf, getJson, recordAsked } from './address'
import { Notice } from './notice'
import { Show } from './show'

export const ReplayPage = () => {
  const [reel, setReel] = useState<{ readonly head: Head; readonly film: Film }>()
  const [error, setError] = useState<string>()
  const record = recordAsked()
  useEffect(() => {
    getJson<Reel>(addressOf('/reel.json', { record })).then(
      ({ head, frames }) => setReel({ head, film: filmOf(frames) }),
      (reason) => setError(reason.message),
    )
  }, [record])
  const nav = (
    <nav>
      <a href={addressOf('/')}>All records</a> <a href={addressOf('/report', { record })}>Report</a>
    </nav>
  )
  if (reel === undefined) {
    return (
      <main>
        <h1>outlive</h1>
        {nav}
        <Notice>{error ?? 'Reading the record.'}</Notice>
      </main>
    )
  }
  return (
    <Show {...reel} isLive={false} nav={nav}>
      {null}
    </Show>
  )
}

const filmOf = (frames: Reel['frames']): Film => ({
  frames,
  log: new Map(frames.flatMap(({ log = [] }) => log.map((entry) => [entry.key, entry] as const))),
})
