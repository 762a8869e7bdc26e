/**
 * Somebody's own client is a black box: it was seen from outside, by its lines, its connections and its end. Here that becomes what every session is
 * judged by, without taking it for more than it is.
 */
import type { EventOf, SeenError } from '../history.js'
import { networkErrorIn } from '../network-errors.js'
import type { CommandSession } from '../scenario/command.js'
import type { CellFacts } from './facts.js'

export interface ProgramFacts {
  readonly ended: EventOf<'ended'> | undefined
  readonly said: readonly EventOf<'said'>[]
  /** Its service ended although its VM had not. */
  readonly serviceEnded: EventOf<'service-ended'> | undefined
  /** `undefined` where nothing came before the migration. */
  readonly habit: Habit | undefined
}

/** Times between two exchanges, ms: before the migration, or as the scenario says. */
export interface Habit {
  readonly typicalMs: number
  readonly longestMs: number
}

/** What of a cell's facts the program itself did not tell. */
type Told = Pick<CellFacts, 'connected' | 'exchanges' | 'failures' | 'gaveUp' | 'asked'>
type Seen = Pick<CellFacts, 'cell' | 'vm' | 'connected' | 'exchanges' | 'sockets' | 'ended' | 'said' | 'habit'>

/**
 * How often something came before the migration. The time until its first exchange was its start; what it was silent for when the migration began
 * is its habit too.
 */
export const habitOf = (
  { client }: CommandSession,
  exchanges: CellFacts['exchanges'],
  startMs: number,
): Habit | undefined => {
  const before = exchanges.filter(([endMs]) => endMs < startMs)
  const last = before.at(-1)
  if (last === undefined) return undefined
  const interval = client.exchange?.interval
  if (interval !== undefined) return { typicalMs: interval, longestMs: interval }
  const gaps = before
    .slice(1)
    .map(([, gapMs]) => gapMs)
    .sort((a, b) => a - b)
  const quietMs = startMs - last[0]
  return {
    typicalMs: gaps[Math.floor(gaps.length / 2)] ?? quietMs,
    longestMs: Math.max(gaps.at(-1) ?? 0, quietMs),
  }
}

/**
 * How long a session waited whose exchanges are this far apart. One is due when it usually is; it is late only when it comes later than it ever does,
 * and nobody calls that waiting if it is by little.
 */
const waitOf = (gapMs: number, { typicalMs, longestMs }: Habit, unaffectedBelowMs: number): number => {
  const lateMs = gapMs - longestMs
  return lateMs > unaffectedBelowMs ? gapMs - typicalMs : Math.max(0, lateMs)
}

/** The same facts in the words in which every session is judged. */
export const asSession = (seen: Seen, command: CommandSession, unaffectedBelowMs: number): Told => {
  const { vm, ended, habit = { typicalMs: 0, longestMs: 0 } } = seen
  const startMs = vm.startedMs ?? Number.POSITIVE_INFINITY
  const connected = attempts(seen.connected, startMs)
  const exchanges = seen.exchanges.map(([endMs, gapMs]) => [endMs, waitOf(gapMs, habit, unaffectedBelowMs)] as const)
  const failed = ended !== undefined && !ended.byUs && !succeeded(ended, seen, command)
  const failures = [...brokenBefore(seen, connected), ...(failed ? [failure(seen, ended)] : [])]
  const overMs = vm.phases.at(-1)?.endMs ?? startMs
  const alive = (): boolean => !failed && (ended?.byUs === false || exchanges.some(([endMs]) => endMs > overMs))
  const { cell, atMs = 0 } = ended ?? { cell: seen.cell.id }
  return {
    connected,
    exchanges,
    failures,
    gaveUp: failed ? { type: 'gave-up', cell, atMs, because: `its program ${endInWords(ended)}` } : undefined,
    asked: ended && { type: 'asked', cell, atMs, alive: alive(), tookMs: 0 },
  }
}

/** Where nobody says what success is, status 0 is not enough for a program that spoke of an error and exchanged nothing after it. */
const succeeded = ({ exit, printed }: EventOf<'ended'>, seen: Seen, { client }: CommandSession): boolean => {
  if (client.success !== undefined) return exit === client.success.exit && printed !== false
  const { vm, said, exchanges } = seen
  const error = said.findLast(({ atMs }) => atMs >= (vm.startedMs ?? Number.POSITIVE_INFINITY))
  return exit === 0 && (error === undefined || exchanges.some(([endMs]) => endMs > error.atMs))
}

/** "ended with status 2" */
export const endInWords = ({ exit, signal, printed }: EventOf<'ended'>): string => {
  if (signal !== null) return `was ended by ${signal}`
  if (exit === null) return 'could not be started'
  return `ended with status ${exit}${printed === false ? ' and did not print what its `success` asks for' : ''}`
}

/**
 * A connection that was made after the migration began is a second attempt, unless the program's habit is to make new ones all the time: then they
 * say nothing, and its exchanges say it all.
 */
const attempts = (connected: Seen['connected'], startMs: number): CellFacts['connected'] => {
  const [first] = connected
  const calmMs = ((first?.atMs ?? startMs) + startMs) / 2
  const isHabit = connected.some(({ atMs }) => atMs > calmMs && atMs < startMs)
  let attempt = 1
  return connected.map((event) => ({ ...event, attempt: isHabit || event.atMs < startMs ? 1 : ++attempt }))
}

/** What broke the connection in whose place there is a new one. */
const brokenBefore = (seen: Seen, connected: CellFacts['connected']): CellFacts['failures'] => {
  const anew = connected.find(({ attempt }) => attempt > 1)
  const startMs = seen.vm.startedMs ?? 0
  if (anew === undefined) return []
  const said = seen.said.find(({ atMs }) => atMs >= startMs && atMs <= anew.atMs)
  const gone = seen.sockets.find(({ atMs }) => atMs >= startMs && atMs <= anew.atMs)
  const atMs = Math.min(said?.atMs ?? gone?.atMs ?? anew.atMs, anew.atMs - 1)
  const silent = { code: gone ? codeOf(gone) : null, message: 'it opened a new connection and did not say why' }
  const error = said === undefined ? silent : inLine(said.line)
  return [{ type: 'failed', cell: seen.cell.id, atMs, during: 'exchange', startedMs: lastBefore(seen, atMs), error }]
}

/** How the program ended that was not to end so: by what it said last, else by its kernel's last words. */
const failure = (seen: Seen, ended: EventOf<'ended'>): CellFacts['failures'][number] => {
  const { atMs, lastLines } = ended
  const startMs = seen.vm.startedMs ?? 0
  const said = seen.said.findLast((each) => each.atMs >= startMs)?.line
  const gone = seen.sockets.findLast((socket) => Math.abs(socket.atMs - atMs) < nearMs)
  const message = [`its program ${endInWords(ended)}`, ...lastLines.slice(-1)].join(': ')
  const error = said === undefined ? { code: gone ? codeOf(gone) : null, message } : inLine(said)
  return { type: 'failed', cell: seen.cell.id, atMs, during: 'exchange', startedMs: lastBefore(seen, atMs), error }
}

/** A program ends soon after its connection. */
const nearMs = 1000

const inLine = (line: string): SeenError => ({ code: networkErrorIn(line) ?? null, message: line.trim() })

/** A socket that was let go of while its segments had not been acknowledged is one that the kernel had given up, if it had tried for long enough. */
const codeOf = ({ info }: EventOf<'socket-destroyed'>): string | null =>
  Number(info.retrans?.split('/')[0] ?? 0) > 0 ? 'ETIMEDOUT' : null

const lastBefore = ({ exchanges }: Seen, atMs: number): number =>
  exchanges.findLast(([endMs]) => endMs <= atMs)?.[0] ?? atMs
