/** When a client's kernel sent a segment again, from samples of its socket and from the socket's last words. */
import type { CellFacts } from '../../judge/facts.js'

export interface Resent {
  readonly atMs: number
  /** The how-manieth time for the same segment. */
  readonly number: number
  /** Seen in the socket itself; the others are reckoned back from it: each wait was half as long as the one after it. */
  readonly seen: boolean
  /** Of one that was seen: how long the timer then ran for the next one. */
  readonly rtoMs?: number
}

type Words = { readonly atMs: number; readonly info: Readonly<Record<string, string>> }

/** In order of time; empty where the record does not tell. */
export const resentBy = ({ samples, sockets, sentAgain, exchanges, failures }: CellFacts): Resent[] => {
  if (sentAgain.length > 0)
    return sentAgain.flatMap(({ atMs, what, number }) => (what === 'probe' ? [] : [{ atMs, number, seen: true }]))
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
    const rtoMs = Number(info.rto ?? 0)
    // `ss` leaves out what is 0.
    const lastMs = atMs - Number(info.lastsnd ?? 0)
    const waits = waitsBefore(timesSent(info), rtoMs, lastMs - fromMs)
    let leftMs = lastMs
    for (const [index, waitMs] of waits.entries()) {
      if (!(leftMs > fromMs)) break
      const each = { atMs: leftMs, number: waits.length - index, seen: index === 0, rtoMs: rtoMs / 2 ** index }
      const same = found.findIndex(({ number }) => number === each.number)
      if (same < 0) found.push(each)
      else if (each.seen) found[same] = each
      leftMs -= waitMs
    }
  }
  return found.sort((a, b) => a.atMs - b.atMs).map((each, index) => ({ ...each, number: index + 1 }))
}

/**
 * How long the kernel waited before the last time, the time before that, and so on. Timers are late by up to an eighth, and a loss probe is
 * counted without doubling the wait: the number of waits is the one that reaches back to the first sending, stretched to do so exactly.
 */
const waitsBefore = (times: number, rtoMs: number, sinceFirstMs: number): readonly number[] => {
  const halved = Array.from({ length: times }, (_, index) => rtoMs / 2 ** (index + 1))
  for (let number = times; number > 0; number -= 1) {
    const waits = halved.slice(0, number)
    const stretch = sinceFirstMs / waits.reduce((sum, ms) => sum + ms, 0)
    if (stretch > earliest && stretch < latest) return waits.map((ms) => ms * stretch)
  }
  return halved
}

const earliest = 0.97
const latest = 1.2

/** How often the outstanding segment was sent again: `backoff` where the kernel tells it, else all that the socket ever sent again. */
const timesSent = ({ backoff, retrans }: Words['info']): number => {
  const [outstanding = '0', all = '0'] = (retrans ?? '').split('/')
  if (backoff !== undefined) return Number(backoff)
  return Number(outstanding) > 0 ? Number(all) : 0
}
