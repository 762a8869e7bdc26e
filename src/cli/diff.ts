/** `outlive diff A B` */
import { diffRuns } from '../record/diff.js'
import { judgeHistory } from '../record/judged.js'
import { renderDiff } from '../report/diff.js'
import { lookOf } from '../report/look.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'

export const configure: Configure = (command) => {
  command
    .argument('<before>', 'the folder of a run')
    .argument('<now>', 'the folder of another')
    .option('--json', 'one JSON object (version 1)')
    .action(
      act(async (before: string, now: string, { json = false }: { readonly json?: boolean }) => {
        const diff = diffRuns(judgeHistory(before), judgeHistory(now))
        const look = lookOf(process.stdout, process.env)
        process.stdout.write(json ? `${JSON.stringify(diff)}\n` : renderDiff(diff, look))
        return diff.outcomes.length + diff.stalls.length === 0 ? exitStatus.fine : exitStatus.fellShort
      }),
    )
}
