/** `outlive explain [RECORD] CELL` */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { isPacked } from '../record/pack.js'
import { historyFile } from '../record.js'
import { explain } from '../report/explain/explain.js'
import { pickCell } from '../report/explain/pick.js'
import { lookOf } from '../report/look.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { judgeHistory } from './judge-record.js'
import { latest } from './record-dir.js'

export const configure: Configure = (command) => {
  command
    .usage('[options] [record] <cell>')
    .argument('[record]', `the folder of a run (default: ${latest})`)
    .argument('[cell]', 'the id of a cell, or a part of one that fits only one; * stands for any text')
    .action(
      act(async (one: string | undefined, other: string | undefined) => {
        const [record, text] = recordAndCell(one, other)
        const { history, report } = judgeHistory(record)
        const id = pickCell(report.cells, text)
        process.stdout.write(explain(history, report, id, lookOf(process.stdout, process.env)))
        return exitStatus.fine
      }),
    )
}

/** One argument alone is a cell of the last run, unless it is the folder of one. */
const recordAndCell = (
  one: string | undefined,
  other: string | undefined,
): [record: string, cell: string | undefined] => {
  if (one === undefined) return [latest, undefined]
  if (other !== undefined) return [one, other]
  return existsSync(join(one, historyFile)) || isPacked(one) ? [one, undefined] : [latest, one]
}
