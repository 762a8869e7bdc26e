/** `outlive explain [RECORD] CELL` */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { UsageError } from '../errors.js'
import type { Run } from '../record/diff.js'
import { judgeHistory, orDamaged } from '../record/judged.js'
import { isPacked } from '../record/pack.js'
import { historyFile } from '../record.js'
import { explain } from '../report/explain/explain.js'
import { pickCell } from '../report/explain/pick.js'
import { pageRun } from '../report/html/run.js'
import { lookOf } from '../report/look.js'
import { loadPictures } from '../report/picture.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { addPictures, type PictureOptions, wantsPicture, writePictures } from './pictures.js'
import { latest } from './record-dir.js'

export const configure: Configure = (command) => {
  addPictures(command, 'its time line')
    .usage('[options] [record] <cell>')
    .argument('[record]', `the folder of a run (default: ${latest})`)
    .argument('[cell]', 'the id of a cell, or a part of one that fits only one; * stands for any text')
    .action(
      act(async (one: string | undefined, other: string | undefined, options: PictureOptions) => {
        const [record, text] = recordAndCell(one, other)
        const judged = judgeHistory(record)
        const { history, report } = judged
        const id = pickCell(report.cells, text)
        if (wantsPicture(options)) await writePictures(await timeLineOf(judged, id), options)
        else
          process.stdout.write(
            orDamaged(record, () => explain(history, report, id, lookOf(process.stdout, process.env))),
          )
        return exitStatus.fine
      }),
    )
}

/** SVG. @throws UsageError where the history does not tell of the cell */
const timeLineOf = async ({ history, report }: Run, id: string): Promise<string> => {
  const run = pageRun(report.name, { ...report, cells: report.cells.filter((cell) => cell.id === id) }, [history])
  const [cell] = run.cells
  if (cell == null || cell.story === null) throw new UsageError(`the record tells nothing of ${id}`)
  const [move] = run.moves
  const title = [cell.name, ...(move === undefined ? [] : [move.name])].join(', ')
  return (await loadPictures()).timeLine(cell.story, move?.phases.items ?? [], `${title}: ${cell.verdict}`)
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
