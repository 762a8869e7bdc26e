/** `outlive report RECORD` */
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { judgeRecord, show } from './judge-record.js'
import { addReporter, type ReporterOptions } from './options.js'
import { latest } from './record-dir.js'

export const configure: Configure = (command) => {
  addReporter(command.argument('[record]', 'the folder of a run', latest)).action(
    act(async (record: string, options: ReporterOptions) => {
      const report = judgeRecord(record)
      show(report, record, options)
      return exitStatus.of(report)
    }),
  )
}
