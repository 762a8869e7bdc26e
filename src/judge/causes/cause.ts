/**
 * A cause is a rule that names what ended a session's connection, or what its stall came from, by what the record shows. To add one, name it in
 * `index.ts`; the first that fits speaks.
 */
import type { Cause } from '../../result.js'
import type { CellFacts, Facts } from '../facts.js'
import type { Finding } from '../finding.js'

/** What a rule has found out. Times are on the run's clock; what is left out is not known, or there is none. */
export interface Named extends Pick<Cause, 'owner' | 'evidence' | 'text'> {
  readonly setting?: string
  readonly value?: number | string
  readonly startedMs?: number
  readonly firedMs: number
  readonly needed?: Cause['needed']
  /** See `causeSchema`. */
  readonly pauseMs?: number | undefined
  readonly others?: Cause['others']
}

export type CauseRule = (cell: CellFacts, facts: Facts, finding: Finding) => Named | undefined

/** The failure that the session's fate goes back to: the last one of a session that gave up, the first one of a session that connected anew. */
export const failureOf = (cell: CellFacts) => {
  if (cell.gaveUp !== undefined) return cell.failures.at(-1)
  const start = cell.vm.startedMs ?? 0
  return cell.connected.some(({ attempt }) => attempt > 1) ? cell.failures.find(({ atMs }) => atMs >= start) : undefined
}

/** A kernel that gives up tells its program and, by a RST, the other end's: which of them says so first is a matter of chance. */
const atOnceMs = 100

/** What was seen of the connection that failed, on the VM's side, until its client saw that. */
export const otherSideOf = (cell: CellFacts): Pick<CellFacts, 'vmSockets' | 'serviceSaw'> => {
  const { atMs = 0, during } = failureOf(cell) ?? {}
  const port = during === 'connect' ? undefined : cell.connected.findLast((each) => each.atMs <= atMs)?.localPort
  const isOfIt = (event: { readonly atMs: number; readonly peer: string }, untilMs = atMs): boolean =>
    event.atMs <= untilMs && event.peer.endsWith(`:${port}`)
  return {
    vmSockets: cell.vmSockets.filter((event) => isOfIt(event)),
    serviceSaw: cell.serviceSaw.filter((event) =>
      isOfIt(event, event.error?.code === 'ETIMEDOUT' ? atMs + atOnceMs : atMs),
    ),
  }
}

/** What a rule has found out, on the migration's clock. */
export const causeOf = (named: Named, { vm }: CellFacts): Cause => {
  const { owner, setting = null, value = null, startedMs, firedMs, needed = null, pauseMs, evidence } = named
  const start = vm.startedMs ?? 0
  return {
    owner,
    setting,
    value,
    startedAtMs: startedMs === undefined ? null : rounded(startedMs - start),
    firedAtMs: rounded(firedMs - start),
    needed,
    pauseMs: pauseMs === undefined || pauseMs < 0 ? null : rounded(pauseMs),
    evidence,
    others: named.others ?? [],
    text: named.text,
  }
}

export const rounded = (ms: number): number => Math.round(ms * 10) / 10
