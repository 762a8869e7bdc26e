/** When a client's kernel sent a segment again, from samples of its socket and from the socket's last words. */
import type { CellFacts } from '../../judge/facts.js'

export interface Resent {
  readonly atMs: number
  /** The how-manieth time for the same segment. */
  readonly number: number
  /** Seen in the socket itself; the others are reckoned back from it: each wait was half as long as the one after it. */
  readonly seen: boolean
  /** Of one that was seen: how long the timer then ran for the next one. */
  readonly rtoMs: number
}

type Words = { readonly atMs: number; readonly info: Readonly<Record<string, string>> }

/** Waits of one episode begin within this of each other. */
const tolerance = 0.05

/** In order of time; empty where the record does not tell. */
export const resentBy = ({ samples, sockets, exchanges, failures }: CellFacts): Resent[] => {
  const waits = [
    ...exchanges.map(([endMs, tookMs]) => ({ fromMs: endMs - tookMs, toMs: endMs })),
    ...failures.flatMap(({ during, startedMs, atMs }) =>
      during === 'exchange' ? [{ fromMs: startedMs, toMs: atMs }] : [],
    ),
  ].filter(({ fromMs, toMs }) => toMs - fromMs > shortestMs)
  return waits
    .flatMap(({ fromMs, toMs }) =>
      reckoned(
        [...samples, ...sockets].filter(({ atMs }) => atMs > fromMs && atMs <= toMs + lateMs),
        fromMs,
      ),
    )
    .sort((a, b) => a.atMs - b.atMs)
}

/** No retransmission comes sooner. */
const shortestMs = 200
/** The last words are heard a little after the client saw the failure. */
const lateMs = 500

const reckoned = (words: readonly Words[], fromMs: number): Resent[] => {
  const found: Resent[] = []
  for (const { atMs, info } of words.toReversed()) {
    const number = timesSent(info)
    const rtoMs = Number(info.rto ?? 0)
    let leftMs = atMs - Number(info.lastsnd ?? Number.NaN)
    if (!(number > 0 && leftMs > fromMs)) continue
    let waitMs = rtoMs
    for (let n = number; n > 0 && leftMs > fromMs; n -= 1) {
      waitMs /= 2
      const at = leftMs
      const same = found.findIndex(
        (each) => each.number === n || Math.abs(each.atMs - at) < Math.max(30, waitMs * tolerance),
      )
      const each = { atMs: at, number: n, seen: n === number, rtoMs: waitMs * 2 }
      if (same < 0) found.push(each)
      else if (each.seen && found[same]?.seen === false) found[same] = each
      leftMs -= waitMs
    }
  }
  // What was sent before may have been counted too: only this segment's own are numbered.
  return found.sort((a, b) => a.atMs - b.atMs).map((each, index) => ({ ...each, number: index + 1 }))
}

/** How often the outstanding segment was sent again: `backoff` where the kernel tells it, else all that the socket ever sent again. */
const timesSent = ({ backoff, retrans }: Words['info']): number => {
  const [outstanding = '0', all = '0'] = (retrans ?? '').split('/')
  if (backoff !== undefined) return Number(backoff)
  return Number(outstanding) > 0 ? Number(all) : 0
}
