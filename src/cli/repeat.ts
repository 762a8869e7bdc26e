/** `--repeat N`: the same scenario one time after the other, each with a record of its own, and one report of all. */
import type { HistoryEvent } from '../history.js'
import { repetitionFolder } from '../record/files.js'
import { asSeveral, judgeHistory, keepReport } from '../record/judged.js'
import { numberedIn, type Runs } from '../record/repetitions.js'
import type { Report } from '../result.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { type EngineOptions, playInto } from './play.js'
import { linkLatest } from './record-dir.js'
import type { Signals } from './signals.js'

export interface Repeated extends Runs {
  /** What broke the last of them, if something did. */
  readonly broke: string | undefined
}

/** Stops early when it is called off, or when a run breaks: the next would break too. @param times 1 or more */
export const playRepeatedly = async (
  folder: string,
  times: number,
  scenario: ResolvedScenario,
  options: EngineOptions & { readonly onEvent: (event: HistoryEvent) => void },
  signals: Signals,
): Promise<Repeated> => {
  const records: string[] = []
  const reports: Report[] = []
  let broke: string | undefined
  for (let number = 1; number <= times && broke === undefined && !signals.signal.aborted; number++) {
    if (!options.quiet) process.stderr.write(`${scenario.name}: ${number} of ${times}\n`)
    const record = repetitionFolder(folder, number)
    const onEvent = (event: HistoryEvent): void => {
      if (event.type === 'run-started') linkLatest(folder)
      options.onEvent(numberedIn(event, number - 1))
    }
    try {
      broke = await playInto(record, scenario, { ...options, onEvent }, signals)
    } catch (error) {
      // Those before it are to be told.
      if (reports.length === 0) throw error
      broke = (error as Error).message
      break
    }
    const { report } = judgeHistory(record)
    keepReport(record, report)
    records.push(record)
    reports.push(report)
  }
  const [first, ...others] = reports
  // The first one either has a report or throws.
  if (first === undefined) throw new Error('nothing was played')
  return { ...asSeveral(records, [first, ...others]), broke }
}
