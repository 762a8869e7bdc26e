/** What could make the verdict on somebody's own programs meaningless: nothing was seen of them, or they ended before there was anything to outlive. */
import { seconds } from './causes/when.js'
import type { Doubt } from './doubts.js'
import type { CellFacts } from './facts.js'
import { endInWords } from './program-end.js'

/** Asked of sessions between programs of somebody's own only. */
const ofPrograms = (doubt: Doubt): Doubt => {
  return (cell, ...others) => (cell.cell.command === undefined ? undefined : doubt(cell, ...others))
}

const startMsOf = ({ vm }: CellFacts): number => vm.startedMs ?? Number.POSITIVE_INFINITY

export const programDoubts: Record<string, Doubt> = {
  'ended before the migration': ofPrograms((cell) => {
    const { ended } = cell
    if (ended === undefined || ended.byUs || ended.atMs >= startMsOf(cell)) return undefined
    const lastLines =
      ended.lastLines.length === 0 ? 'it printed nothing' : `its last lines: ${ended.lastLines.join(' / ')}`
    return `its client ${endInWords(ended)} before the migration began; ${lastLines}`
  }),

  'its service ended before the migration': ofPrograms((cell) => {
    const { serviceEnded } = cell
    if (serviceEnded === undefined || serviceEnded.atMs >= startMsOf(cell)) return undefined
    return `its service ${serviceEnded.detail.replaceAll(/\n\s*/g, ' / ')} before the migration began`
  }),

  'killed from outside': ofPrograms(({ ended, serviceEnded }) => {
    const killed =
      ended?.signal === 'SIGKILL' && !ended.byUs
        ? 'client'
        : serviceEnded?.detail.startsWith('was ended by SIGKILL')
          ? 'service'
          : undefined
    return (
      killed && `its ${killed} was ended by SIGKILL: by somebody, or for want of memory, and not by what it was told`
    )
  }),

  'never talked': ofPrograms((cell) => {
    const { command } = cell.cell
    if (cell.ended === undefined || cell.habit !== undefined) return undefined
    const { regex } = command?.client.exchange ?? {}
    if (regex !== undefined)
      return `its client printed no line that matches /${regex}/ before the migration began (many programs keep back what they print to a pipe)`
    return cell.connected.some(({ atMs }) => atMs < startMsOf(cell))
      ? 'nothing moved over its connection before the migration began'
      : 'its client had no TCP connection with the VM before the migration began, at least none that lasted for 0.1 s; a regex for what it prints (`exchange`) would tell'
  }),

  'talked to somebody else': ofPrograms(({ connected, habit, vm }) =>
    connected.length === 0 && habit !== undefined && !vm.hadConnections
      ? 'its client printed what counts, and no TCP connection of its with its VM was seen: does it talk to somebody else? (the VM is called vm, and its address is in OUTLIVE_VM)'
      : undefined,
  ),

  'ended during the migration': ofPrograms(({ ended, vm, failures }) => {
    const overMs = vm.phases.findLast(({ silent, frozen }) => silent !== undefined || frozen !== undefined)?.endMs
    if (ended === undefined || ended.byUs || failures.length > 0 || overMs === undefined) return undefined
    return ended.atMs < overMs ? 'its client had done its work and ended before the VM was back' : undefined
  }),

  'not seen again': ofPrograms(({ cell, ended, asked, gaveUp, serviceEnded }) => {
    if (gaveUp !== undefined || !ended?.byUs || asked?.alive !== false || cell.command?.client.success !== undefined)
      return undefined
    const { regex } = cell.command?.client.exchange ?? {}
    const what =
      regex === undefined
        ? 'no byte had moved over its connections since the VM was back; of connections that last for less than 0.1 s a regex for what it prints (`exchange`) would tell'
        : `it had printed no line that matches /${regex}/ since the VM was back`
    const service = serviceEnded === undefined ? '' : `; its service ${serviceEnded.detail.replaceAll(/\n\s*/g, ' / ')}`
    return `its client was still running when the run ended, and ${what}${service}`
  }),

  'hidden by its habit': ofPrograms(({ hiddenMs, habit }, _, { verdict }) =>
    hiddenMs === undefined || habit === undefined || verdict !== 'unaffected'
      ? undefined
      : `it was silent for ${seconds(hiddenMs)} over the blackout, and once for ${seconds(habit.longestMs)} before it (mostly for ${seconds(habit.typicalMs)}): nobody can tell the two apart unless the scenario says how often something is due (\`exchange: { interval }\`)`,
  ),

  'still at work': ofPrograms(({ cell, ended }) =>
    ended?.byUs && cell.command?.client.success !== undefined
      ? 'its client was still at work when the run ended, so nobody knows whether it would have succeeded (a longer `settle` would tell)'
      : undefined,
  ),
}
