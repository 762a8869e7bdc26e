/** Shows plans, before anything runs: what is done to each VM and when, and why it takes that long. */
import type { Cell } from '../cell.js'
import { groupBy } from '../group-by.js'
import { blackoutsOf, type Plan, planEndMs } from '../plan.js'
import { predictCell } from '../predict/cell.js'
import { type CellResult, identity } from '../result.js'
import type { Profile } from '../scenario/profile.js'
import { seconds } from './amounts.js'
import type { Look } from './look.js'
import { type Pen, penFor } from './pen.js'
import { moveName } from './pretty/moves.js'
import { hang, wrap } from './wrap.js'

/** A scenario as far as it is shown. */
export interface Planned {
  readonly name: string
  readonly cells: readonly Cell[]
  readonly profiles: Readonly<Record<string, Profile>>
  readonly unaffectedBelowMs: number
}

/** The list of ways to show plans, by the name of the reporter that shows a report in the same way. */
export const planReporters = {
  pretty: (planned: Planned, look: Look): string => pretty(planned, penFor(look)),
  json: (planned: Planned): string => `${JSON.stringify(planJson(planned))}\n`,
} as const

const pretty = (planned: Planned, pen: Pen): string => {
  const moved = planned.cells.filter(({ control }) => !control)
  const vms = [...groupBy(moved, ({ vm }) => vm).values()]
  const shown = vms.map((cells) =>
    [vmPlan(cells, pen), ...cells.map((cell) => expected(cell, planned, pen))].filter((text) => text !== '').join('\n'),
  )
  return `${shown.join('\n\n')}\n`
}

/** A session that says nothing only carries the plan of a preset that is shown alone. */
const expected = (cell: Cell, { profiles, unaffectedBelowMs }: Planned, pen: Pen): string => {
  const predicted = cell.session === 'none' ? null : predictCell(cell, profiles[cell.profile], unaffectedBelowMs)
  if (predicted === null) return ''
  return hang(`           ${cell.session} on ${cell.profile}: `, pen.say(predicted.text), pen.columns)
}

const vmPlan = ([cell]: readonly Cell[], pen: Pen): string => {
  if (cell === undefined) return ''
  const { plan } = cell
  const silentMs = blackoutsOf(plan).reduce((sum, { durationMs }) => sum + durationMs, 0)
  const summary =
    plan.phases.length === 0
      ? 'nothing is done'
      : `${seconds(planEndMs(plan))} in all, ${seconds(silentMs)} of it blackout; ${outcomes[plan.outcome]}`
  const name = pen.say(moveName(cell))
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

type PlannedCell = ReturnType<typeof identity> & Pick<CellResult, 'predicted'>

/** The cells of a report, without what only a run knows. */
const planJson = ({ name, cells, profiles, unaffectedBelowMs }: Planned) => ({
  version: 1,
  name,
  cells: cells.map(
    (cell): PlannedCell => ({
      ...identity(cell),
      predicted: predictCell(cell, profiles[cell.profile], unaffectedBelowMs),
    }),
  ),
})
