/** The answer in one sentence of plain words: how many fared how, the worst first. */
import type { Verdict } from '../../cell.js'
import type { CellResult, Report } from '../../result.js'
import { allOf, count, listed, seconds } from '../amounts.js'
import { movedCells } from '../pretty/moves.js'

export const answer = (report: Report): string => {
  const cells = movedCells(report)
  if (cells.length === 0) return 'No session was tried.'
  const unsaid = cells.filter(({ verdict }) => verdict === 'inconclusive').length
  if (unsaid === cells.length) return `Of ${allOf(cells.length, 'session')} nothing can be said.`
  const deeds = said.flatMap(([verdict, say]) => {
    const some = cells.filter((cell) => cell.verdict === verdict)
    return some.length === 0 ? [] : [{ some, text: say(some) }]
  })
  const [only] = deeds
  const all = allOf(cells.length, 'session')
  const what =
    only !== undefined && only.some.length === cells.length
      ? `${all.charAt(0).toUpperCase()}${all.slice(1)} ${only.text}`
      : `Of ${count(cells.length, 'session')} ${listed(deeds.map(({ some, text }) => `${some.length} ${text}`))}`
  return `${what}${unsaid === 0 ? '' : `; of ${unsaid} more nothing can be said`}.`
}

const said: readonly (readonly [Verdict, (some: readonly CellResult[]) => string])[] = [
  ['died', () => 'died'],
  ['reconnected', () => 'broke and connected anew'],
  ['stalled', (some) => `stalled for up to ${longest(some)}`],
  ['unaffected', () => 'went on as if nothing had happened'],
]

const longest = (cells: readonly CellResult[]): string =>
  seconds(Math.max(...cells.map(({ longestStallMs }) => longestStallMs)))
