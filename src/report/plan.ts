/** Shows plans, before anything runs: what is done to each VM and when, and why it takes that long. */
import type { Cell } from '../cell.js'
import { groupBy } from '../group-by.js'
import { blackoutsOf, type Plan, planEndMs } from '../plan.js'
import { predictCell } from '../predict/cell.js'
import { type CellResult, identity, type Predicted } from '../result.js'
import type { Profile } from '../scenario/profile.js'
import { listed, seconds } from './amounts.js'
import type { Look } from './look.js'
import { type Pen, penFor } from './pen.js'
import { chart } from './plan/chart.js'
import { fateLines } from './plan/fates.js'
import { phaseLines } from './plan/phases.js'
import { moveName } from './pretty/moves.js'
import { hang, wrap } from './wrap.js'

/** A scenario as far as it is shown. */
export interface Planned {
  readonly name: string
  readonly cells: readonly Cell[]
  readonly profiles: Readonly<Record<string, Profile>>
  readonly unaffectedBelowMs: number
  readonly baselineMs: number
}

/** The list of ways to show plans, by the name of the reporter that shows a report in the same way. */
export const planReporters = {
  pretty: (planned: Planned, look: Look): string => pretty(planned, penFor(look)),
  json: (planned: Planned): string => `${JSON.stringify(planJson(planned))}\n`,
} as const

const pretty = (planned: Planned, pen: Pen): string => {
  const moved = planned.cells.filter(({ control }) => !control)
  const vms = [...groupBy(moved, ({ vm }) => vm).values()].map((cells) => vmPlan(cells, planned, pen).join('\n\n'))
  const rule = pen.paint.dim(pen.signs.rule.repeat(pen.columns))
  return `${[vms.join(`\n\n${rule}\n`), ...legend(moved, planned, pen)].join('\n\n')}\n`
}

/** Heading, chart, why each phase is that long, and what is to be expected of the sessions: paragraphs. */
const vmPlan = (cells: readonly Cell[], planned: Planned, pen: Pen): string[] => {
  const [cell] = cells
  if (cell === undefined) return []
  const expected = cells.flatMap((cell) => {
    const predicted = expectedOf(cell, planned)
    return predicted === null ? [] : [{ cell, predicted }]
  })
  return [
    [heading(cell, pen), ...chart(cell.plan, pen)],
    phaseLines(cell.plan.phases, pen),
    [...fateLines(expected, pen), ...unknownLines(cells, pen)],
  ].flatMap((lines) => (lines.length === 0 ? [] : [lines.join('\n')]))
}

/** What somebody's own programs do nobody knows before. */
const unknownLines = (cells: readonly Cell[], pen: Pen): string[] => {
  const own = new Set(cells.flatMap(({ session, command }) => (command === undefined ? [] : [session])))
  const text = `${listed([...own])}: nothing is predicted of programs of one's own`
  return own.size === 0 ? [] : [hang(`  ${pen.verdicts.inconclusive.glyph} `, pen.say(text), pen.columns)]
}

const expectedOf = (cell: Cell, planned: Planned): Predicted | null =>
  predictCell(cell, planned.profiles[cell.profile], planned)

const heading = (cell: Cell, pen: Pen): string => {
  const { plan } = cell
  const silentMs = blackoutsOf(plan).reduce((sum, { durationMs }) => sum + durationMs, 0)
  const summary =
    plan.phases.length === 0
      ? 'nothing is done'
      : `${seconds(planEndMs(plan))} in all, ${seconds(silentMs)} of it blackout; ${afterwards(plan)}`
  const name = pen.say(moveName(cell))
  return wrap(`${name}: ${summary}`, pen.columns).join('\n').replace(name, pen.paint.bold)
}

const legend = (cells: readonly Cell[], { profiles }: Planned, pen: Pen): string[] => {
  if (cells.every(({ profile }) => profiles[profile] === undefined)) return []
  const text =
    'Predicted, nothing was started. The time is the longest stall, or until the session dies; longer and shorter: how much the longest blackout would have to differ.'
  return [wrap(text, pen.columns).map(pen.paint.dim).join('\n')]
}

const afterwards = ({ phases, outcome }: Plan): string =>
  outcome === 'here' && phases.some(({ to }) => to !== undefined)
    ? 'then the VM is back on its host'
    : outcomes[outcome]

const outcomes: Readonly<Record<Plan['outcome'], string>> = {
  here: 'the VM stays on its host',
  moved: 'then the same VM is on another host',
  replaced: 'then another machine has its address',
}

type PlannedCell = ReturnType<typeof identity> & Pick<CellResult, 'predicted'>

/** The cells of a report, without what only a run knows. */
const planJson = (planned: Planned) => ({
  version: 1,
  name: planned.name,
  cells: planned.cells.map(
    (cell): PlannedCell => ({
      ...identity(cell),
      predicted: expectedOf(cell, planned),
    }),
  ),
})
