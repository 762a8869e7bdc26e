/** ping -D (iputils): what was lost, and what came late because it had waited. */
import { decimal, type LogFormat, linesOf, type PauseWindow } from './log.js'

const reply = /^\[(\d+\.\d+)\] \d+ bytes from (\S+?):? .*?icmp_seq=(\d+).*?time=([\d.,]+) ms/
/** Shorter ones happen on any network, ms. */
const leastMs = 100

interface Reply {
  readonly sentMs: number
  readonly receivedMs: number
  readonly from: string
  readonly seq: number
  readonly line: number
}

export const ping: LogFormat = {
  summary: 'ping -D ADDRESS: gaps in what came back',
  writtenFrom:
    'iputils 20210202 and later. A pause is known to one interval of the pings (-i 0.2 tells more than 1 s). The sample was made by hand.',
  recognises: (text) => linesOf(text).some(([line]) => reply.test(line)),
  read(text) {
    const replies = linesOf(text).flatMap(([line, number]): Reply[] => {
      const [, at, from = '', seq, time = ''] = reply.exec(line) ?? []
      if (at === undefined) return []
      const receivedMs = Number(at) * 1000
      return [{ receivedMs, sentMs: receivedMs - decimal(time), from, seq: Number(seq), line: number }]
    })
    return [...lost(replies), ...held(replies)].sort((one, other) => one.line - other.line)
  },
}

/** Between the reply before and the one after, less the interval in which one is due anyway. */
const lost = (replies: readonly Reply[]): PauseWindow[] =>
  replies.slice(1).flatMap((after, index) => {
    const before = replies[index]
    const missing = before === undefined ? 0 : after.seq - before.seq - 1
    // One by itself may be lost anywhere.
    if (before === undefined || missing < 2) return []
    const intervalMs = (after.sentMs - before.sentMs) / (missing + 1)
    const ms = Math.round(after.sentMs - before.sentMs - intervalMs)
    return ms < leastMs ? [] : [windowOf(ms, before, after, `${missing} pings were lost: packets to it were dropped`)]
  })

/**
 * Those that waited come together, each having waited for less than the one before: at least two of them, and later than is usual. The first waited longest.
 */
const held = (replies: readonly Reply[]): PauseWindow[] => {
  const usualMs = median(replies.map(tripMs))
  const waitedLess = (one: Reply | undefined, next: Reply | undefined): boolean =>
    one !== undefined &&
    next !== undefined &&
    tripMs(one) >= usualMs + leastMs &&
    next.seq === one.seq + 1 &&
    next.receivedMs - one.receivedMs < (next.sentMs - one.sentMs) / 2
  return replies.flatMap((each, index) =>
    waitedLess(each, replies[index + 1]) && !waitedLess(replies[index - 1], each)
      ? [
          windowOf(
            Math.round(tripMs(each) - usualMs),
            each,
            each,
            'pings came late, all together: packets to it were held (--wire hold)',
          ),
        ]
      : [],
  )
}

const tripMs = ({ sentMs, receivedMs }: Reply): number => receivedMs - sentMs

const median = (all: readonly number[]): number =>
  all.toSorted((one, other) => one - other)[Math.floor(all.length / 2)] ?? 0

const windowOf = (ms: number, from: Reply, { line }: Reply, what: string): PauseWindow => ({
  ms,
  line,
  at: new Date(Math.round(from.sentMs)).toISOString(),
  vm: from.from,
  what,
  sure: 'derived',
})
