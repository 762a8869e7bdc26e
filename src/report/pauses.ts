/** Shows which pauses a log tells of. */
import Table from 'cli-table3'
import { type LogRead, logFormats } from '../logs/index.js'
import { count, seconds } from './amounts.js'
import type { Look } from './look.js'
import { penFor } from './pen.js'
import { noBorders } from './pretty/table.js'
import { wrap } from './wrap.js'

export const pausesReporters = {
  pretty: (read: LogRead, file: string, look: Look): string => pretty(read, file, look),
  json: (read: LogRead): string => `${JSON.stringify(read)}\n`,
} as const

const pretty = ({ format, writtenFrom, pauses }: LogRead, file: string, look: Look): string => {
  const pen = penFor(look)
  const table = new Table({
    head: ['line', 'pause', 'from', 'VM', 'what', 'figure'],
    style: { head: [], border: [], compact: true },
    chars: noBorders,
  })
  for (const { line, ms, at = '', vm = '', what, sure } of pauses) {
    table.push([line, seconds(ms), at, vm, what, sure].map((each) => pen.say(String(each))))
  }
  const longest = Math.max(...pauses.map(({ ms }) => ms))
  return [
    pen.say(`${file}: ${count(pauses.length, 'pause')}, read as ${logFormats[format].summary}`),
    '',
    table.toString(),
    '',
    ...wrap(pen.say(`Written from ${writtenFrom}`), pen.columns),
    '',
    pen.say(`outlive try --server "…" --client "…" --pause ${Math.round(longest)}ms`),
    pen.say(`outlive repro SCENARIO --symptom ECONNRESET --from ${file}`),
    '',
  ].join('\n')
}
