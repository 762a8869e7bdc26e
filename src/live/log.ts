/** What is worth a line in the log of a run, besides what a picture shows. */
import type { EventOf } from '../history.js'
import { seconds } from '../report/amounts.js'
import type { LogEntry } from './format.js'
import type { Change } from './thread.js'
import { hostOf } from './vm.js'

export const sessionEntry = (
  change: Change,
  session: number,
  vm: number | null,
  cause: string | undefined,
): LogEntry => ({
  key: `${change.kind} ${session} ${Math.round(change.atMs)}`,
  atMs: Math.round(change.atMs),
  kind: change.kind,
  vm,
  session,
  text: 'tookMs' in change ? `${change.text} after ${seconds(change.tookMs)}` : change.text,
  // An interrupted connection is no end: what ended the session, or brought it back, is told there.
  ...(cause !== undefined && change.kind !== 'broke' && { cause }),
})

/** Nobody reads more; a hundred thousand sessions that die together have two entries each. */
export const mostEntries = 5000

/** The report has them all. */
export const newest = <Entry>(entries: readonly Entry[]): readonly Entry[] => entries.slice(-mostEntries)

/** Phases of a series are too many for a log. */
const mostPhases = 40

const phases = {
  brownout: 'copying',
  blackout: 'blackout',
  'path-repair': 'path repair',
  reboot: 'starting up',
} as const

/** @param count of the phases of its plan; 0 for a series of so many that they are not told */
export const phaseEntry = (
  { atMs, index, phase }: EventOf<'phase-started' | 'phase-ended'>,
  vm: number,
  count: number,
): LogEntry | undefined =>
  count === 0 || count > mostPhases
    ? undefined
    : {
        key: `phase ${vm} ${index}`,
        atMs: Math.round(atMs),
        kind: 'phase',
        vm,
        session: null,
        text: `${phases[phase.kind]} for ${seconds(phase.durationMs)}: ${phase.because}`,
      }

export const movedEntry = ({ atMs, to }: EventOf<'moved'>, vm: number): LogEntry => ({
  key: `moved ${vm} ${Math.round(atMs)}`,
  atMs: Math.round(atMs),
  kind: 'moved',
  vm,
  session: null,
  text: `on host ${hostOf(to)}`,
})
