/** The answer in one sentence of plain words: how many fared how, the worst first. */
import type { Verdict } from '../../cell.js'
import type { Report } from '../../result.js'
import { allOf, count, listed, seconds } from '../amounts.js'
import { longestOf, seenIn, sessionsIn } from '../crowd.js'
import { movedCells } from '../pretty/moves.js'

export const answer = (report: Report): string => {
  const cells = movedCells(report)
  if (cells.length === 0) return 'No session was tried.'
  const sessions = sessionsIn(cells)
  const unsaid = seenIn(cells, 'inconclusive')
  if (unsaid === sessions) return `Of ${allOf(sessions, 'session')} nothing can be said.`
  const deeds = said.flatMap(([verdict, say]) => {
    const seen = seenIn(cells, verdict)
    return seen === 0 ? [] : [{ seen, text: say(seconds(longestOf(cells, verdict))) }]
  })
  const [only] = deeds
  const all = allOf(sessions, 'session')
  const what =
    only !== undefined && only.seen === sessions
      ? `${all.charAt(0).toUpperCase()}${all.slice(1)} ${only.text}`
      : `Of ${count(sessions, 'session')} ${listed(deeds.map(({ seen, text }) => `${seen} ${text}`))}`
  return `${what}${unsaid === 0 ? '' : `; of ${unsaid} more nothing can be said`}.`
}

const said: readonly (readonly [Verdict, (longest: string) => string])[] = [
  ['died', () => 'died'],
  ['reconnected', () => 'broke and connected anew'],
  ['stalled', (longest) => `stalled for up to ${longest}`],
  ['unaffected', () => 'went on as if nothing had happened'],
]
