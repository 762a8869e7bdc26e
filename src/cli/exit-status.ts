/** What the process ends with. */
import { type FailReason, failsOn, isAsPredicted } from '../agreement.js'
import type { Report } from '../result.js'

export interface Strictness {
  /** A session that came out other than predicted is as bad as one of which nothing can be said. */
  readonly strict?: boolean
  /** What makes it fail, in place of the scenario's expectations. */
  readonly failOn?: readonly FailReason[]
}

export const exitStatus = {
  fine: 0,
  fellShort: 1,
  usage: 2,
  inconclusive: 3,
  bug: 70,
  inWords:
    '0 something could be said of every session, 1 one came out other than its scenario expects, 2 usage, scenario or machine, 3 of some session nothing can be said, or with --strict one came out other than predicted, 130 interrupted',

  /** A session that died is what the run was to find out, unless the scenario expects otherwise; one of which nothing can be said is not. */
  of: ({ ended, cells }: Report, { strict = false, failOn }: Strictness = {}): number => {
    if (cells.some(failsOn(failOn))) return exitStatus.fellShort
    const said = cells.every(({ verdict, control }) =>
      control ? verdict === 'unaffected' : verdict !== 'inconclusive',
    )
    const surprising = strict && cells.some((cell) => isAsPredicted(cell) === false)
    return said && !surprising && ended === 'finished' && cells.length > 0 ? 0 : 3
  },
} as const
