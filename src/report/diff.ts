/** What changed between two runs, for a person. */
import type { Changed, RunDiff } from '../record/diff.js'
import { seconds } from './amounts.js'
import type { Look } from './look.js'
import { penFor } from './pen.js'
import { difference } from './replay.js'

export const renderDiff = ({ outcomes, stalls, settings, versions }: RunDiff, look: Look): string => {
  const pen = penFor(look)
  const values = ({ name, before, now }: Changed): string => `${name}: ${before ?? 'nothing'}; now ${now ?? 'nothing'}`
  const parts: readonly (readonly [head: string, lines: readonly string[]])[] = [
    ['Outcomes', outcomes.map((cell) => `${cell.id}: ${difference(cell)}`)],
    ['Stalls', stalls.map(({ id, beforeMs, nowMs }) => `${id}: ${seconds(beforeMs)}; now ${seconds(nowMs)}`)],
    ['Settings', settings.map(values)],
    ['Versions', versions.map(values)],
  ]
  return parts
    .map(([head, lines]) => {
      const said = lines.length === 0 ? ['the same'] : lines
      return `${pen.paint.bold(head)}\n${said.map((line) => `  ${pen.say(line)}\n`).join('')}`
    })
    .join('')
}
