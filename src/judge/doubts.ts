/**
 * What could make a verdict meaningless: a run that did not finish, a pause that was not the planned one, a host that stood still.
 * Each doubt is a function from the facts of a cell to a sentence, or nothing. Doubt beats death: the first one found makes the cell
 * `inconclusive`.
 */
import { isAlike } from '../cell.js'
import { absenceDoubts } from './absence-doubts.js'
import type { CellFacts, Facts, Span, VmFacts } from './facts.js'
import type { Finding } from './finding.js'
import { programDoubts } from './program-doubts.js'
import { lengthMs, overlap } from './span.js'

export type Doubt = (cell: CellFacts, facts: Facts, finding: Finding) => string | undefined

/** An achieved blackout may be off the plan by this share or by this long, whichever is larger. */
const toleratedShare = 0.05
const toleratedMs = 50

/** A kernel acknowledges what nobody answers after this time (TCP_DELACK_MIN, linux/include/net/tcp.h). */
const delayedAckMs = 40

const howItEnded = { finished: 'ended', failed: 'failed', interrupted: 'was interrupted' } as const

export const doubts: Record<string, Doubt> = {
  'client process lost': ({ clientLost }) =>
    clientLost === undefined ? undefined : `its client process ${clientLost.detail}`,

  'VM lost': ({ vm }) => (vm.gone === undefined ? undefined : `something went wrong with its VM: ${vm.gone}`),

  ...programDoubts,

  'run not finished': ({ asked, gaveUp }, { ended }) =>
    asked === undefined && (gaveUp === undefined || ended === undefined)
      ? `the run ${ended === undefined ? 'broke off' : howItEnded[ended.reason]} before this session could be asked${ended?.detail ? `: ${ended.detail}` : ''}`
      : undefined,

  'never opened': ({ connected, failures, vm, habit }) => {
    // Whoever exchanged something had a connection, of whatever kind.
    if (habit !== undefined) return undefined
    const start = vm.startedMs ?? Number.POSITIVE_INFINITY
    if (connected.some(({ atMs }) => atMs < start)) return undefined
    const why = failures[0]?.error
    return `the session was not open when the migration began${why ? `: ${why.code ?? ''} ${why.message}` : ''}`
  },

  'failed before the migration': ({ failures, vm }) => {
    const early = failures.find(({ atMs }) => atMs < (vm.startedMs ?? Number.POSITIVE_INFINITY))
    return early && `it failed before the migration began: ${early.error.code ?? early.error.message}`
  },

  'blackout off the plan': ({ vm }, _, { verdict }) => {
    if (vm.real) return offTheReport(vm)
    for (const { planned, silent, frozen } of vm.phases) {
      if (planned.kind !== 'blackout') continue
      const tolerance = Math.max(toleratedMs, planned.durationMs * toleratedShare)
      const spans = planned.wire === 'answer' ? { frozen } : { silent, frozen }
      for (const [name, span] of Object.entries(spans)) {
        const achieved = lengthMs(span)
        // A machine that is lost is never continued: only its silence has an end.
        if (achieved === undefined && name === 'frozen') continue
        if (achieved === undefined) return 'the blackout did not end'
        // Who did not notice a longer one would not have noticed the planned one either.
        if (achieved > planned.durationMs && verdict === 'unaffected') continue
        if (Math.abs(achieved - planned.durationMs) > tolerance) {
          return `planned blackout ${planned.durationMs} ms, achieved (${name}) ${Math.round(achieved)} ms`
        }
      }
    }
    return undefined
  },

  'stopped and cut apart': ({ cell, vm }) => {
    for (const { planned, apartMs = 0, silent, frozen } of vm.phases) {
      if (apartMs > delayedAckMs) {
        return `the wire fell silent ${Math.round(apartMs)} ms after the processes stopped: their kernel could acknowledge meanwhile`
      }
      // A machine that is lost loses its wire first; where packets are held or answered, what it says still goes out.
      const isMeant = cell.plan.outcome === 'replaced' || ['answer', 'hold'].includes(planned.wire)
      if (isMeant || silent === undefined || frozen === undefined) continue
      const lateMs = frozen.fromMs - silent.fromMs
      if (lateMs > delayedAckMs) {
        return `the processes stopped ${Math.round(lateMs)} ms after the wire fell silent: what they answered meanwhile is sent again when the VM is back`
      }
    }
    return undefined
  },

  'wire not silent': ({ cell, vm, exchanges, failures }) => {
    // What a program prints, or has not read yet, came over the wire at a time that nobody knows.
    if (cell.command !== undefined) return undefined
    for (const { planned, silent } of vm.phases) {
      if (!['drop', 'hold'].includes(planned.wire) || silent === undefined) continue
      const { fromMs, toMs = Number.POSITIVE_INFINITY } = silent
      const answered = exchanges.find(([endMs, tookMs]) => endMs - tookMs > fromMs && endMs < toMs)
      // What was on its way when the wire was cut may still arrive.
      const reset = failures.find(({ error, atMs }) => error.code === 'ECONNRESET' && atMs > fromMs + 50 && atMs < toMs)
      if (answered !== undefined || reset !== undefined) {
        return `the wire was not silent: ${answered ? 'an exchange was answered' : 'a reset came'} during the blackout`
      }
    }
    return undefined
  },

  'still waiting': ({ cell, vm, samples, asked, gaveUp }) => {
    if (asked === undefined || asked.alive || gaveUp !== undefined) return undefined
    const sample = samples.findLast(({ atMs }) => atMs > (vm.backMs ?? Number.POSITIVE_INFINITY))
    const isAcknowledged =
      cell.plan.outcome === 'replaced' && sample !== undefined && sample.timer?.startsWith('on') !== true
    const hope = isAcknowledged
      ? 'its kernel has nothing to send again: the machine that was lost had acknowledged what it asked, and nobody is left who could answer'
      : 'a longer `settle` would tell'
    return `still silent when the run ended: neither answered nor given up (${hope})`
  },

  'data not compared': ({ auditFailed, gaveUp }) =>
    auditFailed !== undefined && gaveUp === undefined
      ? `its data could not be compared: ${auditFailed.error.message}`
      : undefined,

  'host stall': ({ absences, cell }, { run }, { verdict, stall }) => {
    if (cell.control || verdict === 'unaffected' || stall === undefined) return undefined
    const lostMs = lostIn(stall, absences)
    const stallMs = lengthMs(stall) ?? 0
    const explains =
      verdict === 'stalled'
        ? stallMs - lostMs <= run.unaffectedBelowMs
        : lostMs > Math.max(250, stallMs * toleratedShare)
    return explains ? `our own host did not run for ${Math.round(lostMs)} ms of it` : undefined
  },

  ...absenceDoubts,

  'control affected': ({ cell }, { cells }, { verdictOf }) => {
    if (cell.control) return undefined
    const control = cells.find((other) => other.cell.control && isAlike(other.cell, cell))
    if (control === undefined) return undefined
    const verdict = verdictOf(control)
    return verdict === 'unaffected' ? undefined : `the control session, which was not moved, was ${verdict}`
  },
}

/** What a hypervisor did by itself lasted as long as it lasted; but it cannot have been silent for less than the hypervisor says that it stood still. */
const offTheReport = ({ phases, reportedDowntimeMs = 0 }: VmFacts): string | undefined => {
  const silences = phases.flatMap(({ planned, silent }) => (planned.kind === 'blackout' ? [lengthMs(silent)] : []))
  if (silences.includes(undefined)) return 'the blackout did not end'
  const longestMs = Math.max(0, ...silences.map((ms = 0) => ms))
  return reportedDowntimeMs - longestMs > toleratedMs
    ? `the hypervisor says that the VM stood still for ${Math.round(reportedDowntimeMs)} ms, its wire was silent for ${Math.round(longestMs)} ms`
    : undefined
}

/** For how much of it one of the processes did not run. Several may not have run at the same time: that is lost once. */
const lostIn = (stall: Span, absences: CellFacts['absences']): number => {
  let lostMs = 0
  let countedMs = Number.NEGATIVE_INFINITY
  for (const { fromMs, toMs } of absences) {
    lostMs += overlap(stall, { fromMs: Math.max(countedMs, fromMs), toMs: Math.max(countedMs, toMs) })
    countedMs = Math.max(countedMs, toMs)
  }
  return lostMs
}
