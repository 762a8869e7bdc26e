/** `outlive replay RECORD`: the same plans again. Do verdicts and causes agree? */
import { type EngineName, engines } from '../../harness/index.js'
import { UsageError } from '../errors.js'
import type { EventOf, HistoryEvent } from '../history.js'
import { judgeHistory, keptReport } from '../record/judged.js'
import { type CellReplayed, compareCells } from '../record/replayed.js'
import { scenarioOf } from '../record/scenario.js'
import { lookOf } from '../report/look.js'
import { renderReplay } from '../report/replay.js'
import type { Report } from '../result.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { played } from './play.js'
import { latest } from './record-dir.js'

interface ReplayOptions {
  readonly judgeOnly?: boolean
  readonly record?: string
  readonly quiet?: boolean
}

export const configure: Configure = (command) => {
  command
    .argument('[record]', 'the folder of a run', latest)
    .option('--judge-only', "play nothing: judge the record by today's rules, and compare with the report kept in it")
    .option('--record <dir>', 'a new folder for the record of the replay (default: .outlive/TIME)')
    .option('-q, --quiet', 'no progress')
    .action(
      act(async (record: string, options: ReplayOptions) => {
        const { history, report } = judgeHistory(record)
        const [before, now] = options.judgeOnly
          ? [keptReport(record), { report, status: exitStatus.fine }]
          : [report, await playAgain(startOf(history), options)]
        if (now.status > exitStatus.inconclusive) return now.status
        const cells = compareCells(before, now.report)
        const again = options.judgeOnly ? 'judged again' : 'played again'
        process.stdout.write(renderReplay(cells, again, lookOf(process.stdout, process.env)))
        return statusOf(cells)
      }),
    )
}

/** Two sessions of which nothing can be said agree in nothing, and two that were frozen at other offsets are not the same thing played twice. */
const statusOf = (cells: readonly CellReplayed[]): number => {
  if (cells.some(({ agrees, sameOffset }) => !agrees && sameOffset)) return exitStatus.fellShort
  return cells.every(({ now, agrees }) => agrees && now?.verdict !== 'inconclusive')
    ? exitStatus.fine
    : exitStatus.inconclusive
}

/** A history that was judged begins so. */
const startOf = (history: readonly HistoryEvent[]): EventOf<'run-started'> => history[0] as EventOf<'run-started'>

const playAgain = (
  run: EventOf<'run-started'>,
  { record, quiet = false }: ReplayOptions,
): Promise<{ readonly status: number; readonly report: Pick<Report, 'cells'> }> => {
  const pcap = run.environment.retransmissionsFrom === 'packet captures'
  return played(scenarioOf(run, process.env), {
    engine: engineOf(run),
    pcap,
    quiet,
    reporter: [{ name: 'none' }],
    ...(record !== undefined && { record }),
  })
}

const engineOf = ({ engine }: EventOf<'run-started'>): EngineName => {
  if (Object.hasOwn(engines, engine)) return engine as EngineName
  throw new UsageError(`this record was played by engine ${engine}, which this outlive does not have`)
}
