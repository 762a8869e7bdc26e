/** How often each session of a scenario that was played several times came to what, in words. */
import type { Verdict } from '../cell.js'
import { idWithoutNumber } from '../record/repetitions.js'
import type { Report } from '../result.js'
import { percentRange, secondsRange } from './amounts.js'
import { moveName } from './pretty/moves.js'
import { sessionName } from './session-name.js'
import { decidersInWords } from './setting.js'

export interface ToldShare {
  /** "quick-migration, 1 GiB" */
  readonly move: string
  /** "echo on linux" */
  readonly session: string
  /** The most frequent first; what cannot be said last. */
  readonly outcomes: readonly ToldOutcome[]
}

export interface ToldOutcome {
  readonly verdict: Verdict
  /** "9 of 10 (60 to 98 %)" */
  readonly often: string
  /** "19.8 to 20.0 s"; empty where nothing can be said. */
  readonly stall: string
  readonly decided: string
}

/** What stands below them. */
export const sharesLegend =
  'How often, with the interval in which the true share lies with 95 % confidence (Wilson); of what could be said. The time is the longest stall, from the shortest to the longest.'

/** Of what was moved; nothing where the scenario was played once. */
export const toldShares = ({ cells, shares = [] }: Report): readonly ToldShare[] => {
  const firstOf = new Map(cells.map((cell) => [idWithoutNumber(cell.id), cell]))
  return shares.flatMap(({ id, control, of, inconclusive, verdicts }): readonly ToldShare[] => {
    const cell = firstOf.get(id)
    if (cell === undefined || control) return []
    const stallsOf = (verdict: Verdict): number[] =>
      cells.flatMap((each) =>
        each.verdict === verdict && idWithoutNumber(each.id) === id ? [each.longestStallMs] : [],
      )
    const said = verdicts.map(
      ({ verdict, seen, interval, causes }): ToldOutcome => ({
        verdict,
        often: `${seen} of ${of} (${percentRange(interval)})`,
        stall: secondsRange(stallsOf(verdict)),
        decided: decidersInWords(causes).join('; '),
      }),
    )
    const unsaid = { verdict: 'inconclusive', often: `${inconclusive}`, stall: '', decided: '' } as const
    return [
      {
        move: moveName({ ...cell, repetition: undefined }),
        session: `${sessionName(cell)} on ${cell.profile}`,
        outcomes: inconclusive === 0 ? said : [...said, unsaid],
      },
    ]
  })
}
