/** Shows plans, before anything runs: what is done to each VM and when, and why it takes that long. */
import type { Cell } from '../cell.js'
import { groupBy } from '../group-by.js'
import { blackoutsOf, type Plan, planEndMs } from '../plan.js'
import type { CellResult } from '../result.js'
import { memory, seconds } from './amounts.js'
import type { Look } from './look.js'
import { type Pen, penFor } from './pen.js'
import { hang, wrap } from './wrap.js'

/** A scenario as far as it is shown. */
export interface Planned {
  readonly name: string
  readonly cells: readonly Cell[]
}

/** The list of ways to show plans, by the name of the reporter that shows a report in the same way. */
export const planReporters = {
  pretty: (planned: Planned, look: Look): string => pretty(planned, penFor(look)),
  json: (planned: Planned): string => `${JSON.stringify(planJson(planned))}\n`,
} as const

const pretty = ({ cells }: Planned, pen: Pen): string => {
  const moved = cells.filter(({ control }) => !control)
  const vms = [...groupBy(moved, ({ vm }) => vm).values()]
  return `${vms.map(([cell]) => (cell === undefined ? '' : vmPlan(cell, pen))).join('\n\n')}\n`
}

const vmPlan = ({ preset, memoryMiB, plan }: Cell, pen: Pen): string => {
  const silentMs = blackoutsOf(plan).reduce((sum, { durationMs }) => sum + durationMs, 0)
  const summary =
    plan.phases.length === 0
      ? 'nothing is done'
      : `${seconds(planEndMs(plan))} in all, ${seconds(silentMs)} of it blackout; ${outcomes[plan.outcome]}`
  const name = pen.say(`${preset}, ${memory(memoryMiB)}`)
  return [
    ...wrap(`${name}: ${summary}`, pen.columns).map((line) => line.replace(name, pen.paint.bold)),
    ...plan.phases.map((phase) => {
      const at = `+${(phase.startMs / 1000).toFixed(1)} s`.padStart(9)
      const kind = `${phase.kind}${phase.wire === 'none' ? '' : `, ${phase.wire}`}`
      const line = hang(
        `${at}  ${kind.padEnd('blackout, unreachable'.length)} ${seconds(phase.durationMs).padStart(7)}  `,
        pen.say(phase.because),
        pen.columns,
      )
      return phase.kind === 'blackout' ? pen.paint.yellow(line) : line
    }),
  ].join('\n')
}

const outcomes: Readonly<Record<Plan['outcome'], string>> = {
  here: 'the VM stays on its host',
  moved: 'then the same VM is on another host',
  replaced: 'then another machine has its address',
}

type PlannedCell = Pick<
  CellResult,
  'id' | 'preset' | 'memoryMiB' | 'session' | 'shape' | 'profile' | 'wire' | 'control' | 'plan' | 'predicted'
>

/** The cells of a report, without what only a run knows. */
const planJson = ({ name, cells }: Planned) => ({
  version: 1,
  name,
  cells: cells.map(
    ({ id, preset, memoryMiB, session, shape, profile, wire, control, plan }): PlannedCell => ({
      id,
      preset,
      memoryMiB,
      session,
      shape,
      profile,
      wire,
      control,
      plan: plan.phases.map(({ kind, startMs, durationMs, wire }) => ({ kind, startMs, durationMs, wire })),
      predicted: null,
    }),
  ),
})
