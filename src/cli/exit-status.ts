/** What the process ends with. */
import type { Report } from '../result.js'

export const exitStatus = {
  fine: 0,
  usage: 2,
  inconclusive: 3,
  bug: 70,
  inWords:
    '0 something could be said of every session, 2 usage, scenario or machine, 3 of some session nothing can be said, 130 interrupted',

  /** A session that died is what the run was to find out; one of which nothing can be said is not. */
  of: ({ ended, cells }: Report): number => {
    const said = cells.every(({ verdict, control }) =>
      control ? verdict === 'unaffected' : verdict !== 'inconclusive',
    )
    return said && ended === 'finished' && cells.length > 0 ? 0 : 3
  },
} as const
