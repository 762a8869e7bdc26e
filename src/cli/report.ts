/** `outlive report RECORD` */
import { act, type Configure } from './command.js'
import { exitStatus, type Strictness } from './exit-status.js'
import { judgeRecord, show } from './judge-record.js'
import { addReporter, addStrict, type ReporterOptions } from './options.js'
import { latest } from './record-dir.js'

export const configure: Configure = (command) => {
  addStrict(addReporter(command.argument('[record]', 'the folder of a run', latest))).action(
    act(async (record: string, options: ReporterOptions & Strictness) => {
      const judged = judgeRecord(record)
      show(judged, record, options)
      return exitStatus.of(judged.report, options)
    }),
  )
}
