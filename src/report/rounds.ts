/** Why what came of several runs can be believed, and where their records are. */
import type { Tune } from '../tune/result.js'
import { count, seconds } from './amounts.js'
import type { Pen } from './pen.js'
import { hang } from './wrap.js'

export const trust = ({ control, rounds }: Pick<Tune, 'control' | 'rounds'>, pen: Pen): string[] => [
  hang(
    'Control     ',
    `${control.unaffected} of ${count(control.of, 'session')} to the VM that was not touched stayed unaffected`,
    pen.columns,
  ),
  ...rounds.map(({ record, tookMs, pauses, cells }, index) =>
    hang(
      index === 0 ? 'Records     ' : '            ',
      pen.say(`${record}: ${count(cells, 'trial')} in ${count(pauses, 'VM')}, ${seconds(tookMs)}`),
      pen.columns,
    ),
  ),
]
