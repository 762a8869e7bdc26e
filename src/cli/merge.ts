/** `outlive merge RECORD…`: the shards of one run as one report. */

import { judgeHistory } from '../record/judged.js'
import { mergeShards } from '../record/merge.js'
import { act, type Configure } from './command.js'
import { exitStatus, type Strictness } from './exit-status.js'
import { addStrict } from './options.js'
import { addReporter, type ReporterOptions } from './reporter-options.js'
import { show } from './show.js'

export const configure: Configure = (command) => {
  addStrict(addReporter(command.argument('<records...>', 'the folders of all shards'))).action(
    act(async (records: readonly string[], options: Omit<ReporterOptions, 'verbose'> & Strictness) => {
      const shards = records.map((record) => ({ record, ...judgeHistory(record) }))
      const report = mergeShards(shards)
      show({ report, histories: () => shards.map(({ history }) => history) }, undefined, options)
      return exitStatus.of(report, options)
    }),
  )
}
