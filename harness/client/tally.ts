/** What is kept of one session of a crowd, from what it says: as much after a day as after a minute. */
import type { CrowdMember } from '../../src/crowd-event.js'
import type { Seen } from '../../src/history.js'

type Exchange = readonly [endMs: number, tookMs: number]

export interface Tally {
  /** @param markMs from when on exchanges are kept; `undefined` as long as there is only the base line */
  hear(event: Seen, markMs: number | undefined): void
  readonly opened: boolean
  /** No more will come of it. */
  readonly over: boolean
  /** When it last got something done. */
  readonly doneMs: number | undefined
  member(): CrowdMember
}

/** Of exchanges: one that ended while the migration was being begun may belong to either side. */
const mostLongest = 3
const mostAfterFailures = 4
/** Of whatever else happened; the first say how it began, the last how it ended. */
const mostFirst = 4
const mostLast = 4

export const openTally = (): Tally => {
  let connected: readonly [port: number, atMs: number, tookMs: number] | undefined
  let count = 0
  let longest: Exchange[] = []
  const afterFailures: Exchange[] = []
  let asked: CrowdMember[5] = null
  let audited: CrowdMember[6] = null
  const first: Seen[] = []
  const last: Seen[] = []
  let over = false
  let hasFailed = false
  let doneMs: number | undefined

  const keep = (exchange: Exchange): void => {
    if (hasFailed) {
      hasFailed = false
      if (afterFailures.length < mostAfterFailures) afterFailures.push(exchange)
    }
    if (longest.length === mostLongest && exchange[1] <= (longest.at(-1)?.[1] ?? 0)) return
    longest = [...longest, exchange].sort((one, other) => other[1] - one[1]).slice(0, mostLongest)
  }

  return {
    hear(event, markMs = Number.POSITIVE_INFINITY) {
      switch (event.type) {
        case 'exchanges':
          for (const exchange of event.done) if (exchange[0] >= markMs) keep(exchange)
          count += event.done.length
          doneMs = event.done.at(-1)?.[0] ?? doneMs
          return
        case 'asked':
          asked = [event.atMs, event.alive, event.tookMs]
          return
        case 'audited':
          audited = [event.atMs, event.acknowledged, event.lost, event.duplicated, event.corrupted]
          return
        case 'connected':
          if (connected === undefined && event.attempt === 1) {
            connected = [event.localPort, event.atMs, event.tookMs]
            return
          }
          break
        case 'failed':
          hasFailed = true
          break
        case 'gave-up':
          over = true
      }
      if (first.length < mostFirst) first.push(event)
      else {
        last.push(event)
        if (last.length > mostLast) last.shift()
      }
    },
    get opened() {
      return connected !== undefined
    },
    get over() {
      return over
    },
    get doneMs() {
      return doneMs
    },
    member() {
      const kept = [...new Set([...longest, ...afterFailures])].sort((one, other) => one[0] - other[0])
      return [...(connected ?? [0, 0, 0]), count, kept, asked, audited, [...first, ...last]]
    },
  }
}
