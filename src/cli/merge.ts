/** `outlive merge RECORD…`: the shards of one run as one report. */
import { mergeShards } from '../record/merge.js'
import { act, type Configure } from './command.js'
import { exitStatus, type Strictness } from './exit-status.js'
import { judgeHistory, show } from './judge-record.js'
import { addReporter, addStrict, type ReporterOptions } from './options.js'

export const configure: Configure = (command) => {
  addStrict(addReporter(command.argument('<records...>', 'the folders of all shards'))).action(
    act(async (records: readonly string[], options: Omit<ReporterOptions, 'verbose'> & Strictness) => {
      const shards = records.map((record) => ({ record, ...judgeHistory(record) }))
      const report = mergeShards(shards)
      show({ histories: shards.map(({ history }) => history), report }, undefined, options)
      return exitStatus.of(report, options)
    }),
  )
}
