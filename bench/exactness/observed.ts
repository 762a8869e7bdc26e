/** What the observers saw, from their logs: when each process of a VM ticked, when each datagram was sent, and which of them arrived. */
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** As `probe.pl` has it. */
const tickApartMs = 0.2

/** A time between two others, on CLOCK_MONOTONIC in ms. */
export interface Window {
  readonly fromMs: number
  readonly toMs: number
}

/** All that can be said from outside of one blackout, ms. Each is an upper bound: the observers' own delays are in it. */
export interface Seen {
  /** From the last tick of any process to the next one. */
  readonly frozenMs: number
  /** At least and at most: between the last datagram that arrived, the first and the last that were lost, and the next that arrived. */
  readonly silentMs: readonly [number, number]
  /** From the first tick that did not come to the last that did: who is stopped last has run for so long beside others who were stopped. */
  readonly firstToLastMs: number
  /** At most, in either direction: from the stop to the cut. */
  readonly stopToCutMs: number
}

export interface Observed {
  /** Of the blackout that falls into it. */
  in(window: Window): Seen
  /** The same as if there had been one of no length, at a moment when there was none: what the observers themselves add. */
  at(momentMs: number): Seen
}

export const readObserved = (folder: string, processes: number): Observed => {
  const read = (name: string): Float64Array => {
    const bytes = readFileSync(join(folder, name))
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length - (bytes.length % 8)))
  }
  const ticks = readdirSync(folder)
    .filter((name) => name.startsWith('tick-'))
    .map((name) => ({ phaseMs: Number(name.slice(5)) * tickApartMs, ticks: read(name) }))
  const all = Float64Array.from(ticks.flatMap(({ ticks }) => [...ticks])).sort()
  const sent = read('sent')
  const arrived = new Set(existsSync(join(folder, 'arrived')) ? read('arrived') : [])
  const periodMs = processes * tickApartMs

  /** When the first of the ticks was due that had not come by then. */
  const firstMissedMs = (lastMs: number): number =>
    ticks.reduce((first, { phaseMs, ticks }) => {
      const last = ticks[indexAfter(ticks, lastMs) - 1] ?? Number.NaN
      return Math.min(first, phaseMs + periodMs * (1 + Math.floor((last - phaseMs) / periodMs)))
    }, Number.POSITIVE_INFINITY)

  const seen = (lastMs: number, nextMs: number, lost: readonly [number, number]): Seen => {
    const missedMs = firstMissedMs(lastMs)
    const at = (index: number): number => sent[index] ?? Number.NaN
    const [first, afterLast] = lost
    return {
      frozenMs: nextMs - lastMs,
      silentMs: [Math.max(0, at(afterLast - 1) - at(first)), at(afterLast) - at(first - 1)],
      firstToLastMs: Math.max(0, lastMs - missedMs),
      stopToCutMs: Math.max(at(first) - Math.min(lastMs, missedMs), Math.max(lastMs, missedMs) - at(first - 1)),
    }
  }

  return {
    in({ fromMs, toMs }) {
      let longest = indexAfter(all, fromMs)
      for (let i = longest; (all[i] ?? toMs) < toMs; i++) if (gapBefore(all, i) > gapBefore(all, longest)) longest = i
      return seen(all[longest - 1] ?? Number.NaN, all[longest] ?? Number.NaN, longestLost(sent, arrived, fromMs, toMs))
    },
    at(momentMs) {
      const next = indexAfter(all, momentMs)
      const sending = indexAfter(sent, momentMs)
      return seen(all[next - 1] ?? Number.NaN, all[next] ?? Number.NaN, [sending, sending])
    },
  }
}

const gapBefore = (times: Float64Array, index: number): number => (times[index] ?? 0) - (times[index - 1] ?? 0)

/** Where the longest row of datagrams that did not arrive begins, and where it is over. */
const longestLost = (
  sent: Float64Array,
  arrived: ReadonlySet<number>,
  fromMs: number,
  toMs: number,
): [number, number] => {
  let best: [number, number] = [0, 0]
  let first = indexAfter(sent, fromMs)
  for (let i = first; (sent[i] ?? toMs) < toMs; i++) {
    if (!arrived.has(sent[i] ?? 0)) continue
    if (i - first > best[1] - best[0]) best = [first, i]
    first = i + 1
  }
  return best
}

/** Index of the first time after this one: times are in order. */
const indexAfter = (times: Float64Array, momentMs: number): number => {
  let [low, high] = [0, times.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((times[middle] ?? 0) > momentMs) high = middle
    else low = middle + 1
  }
  return low
}
