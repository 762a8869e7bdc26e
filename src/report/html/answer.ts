/** The answer in one sentence of plain words: how many fared how, the worst first. */
import type { Verdict } from '../../cell.js'
import type { CellResult, Report } from '../../result.js'
import { allOf, count, listed, seconds } from '../amounts.js'
import { movedCells } from '../pretty/moves.js'

export const answer = (report: Report): string => {
  const cells = movedCells(report)
  if (cells.length === 0) return 'No session was tried.'
  const deeds = said.flatMap(([verdict, say]) => {
    const some = cells.filter((cell) => cell.verdict === verdict)
    return some.length === 0 ? [] : [{ some, text: say(some) }]
  })
  const [only] = deeds
  if (deeds.length === 1 && only !== undefined) {
    const all = allOf(cells.length, 'session')
    return `${all.charAt(0).toUpperCase()}${all.slice(1)} ${only.text}.`
  }
  return `Of ${count(cells.length, 'session')} ${listed(deeds.map(({ some, text }) => `${some.length} ${text}`))}.`
}

const said: readonly (readonly [Verdict, (some: readonly CellResult[]) => string])[] = [
  ['died', () => 'died'],
  ['reconnected', () => 'broke and connected anew'],
  ['stalled', (some) => `stalled for up to ${longest(some)}`],
  ['unaffected', () => 'went on as if nothing had happened'],
  ['inconclusive', () => 'came out so that nothing can be said'],
]

const longest = (cells: readonly CellResult[]): string =>
  seconds(Math.max(...cells.map(({ longestStallMs }) => longestStallMs)))
