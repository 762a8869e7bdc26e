/** `--repeat N`: the same scenario one time after the other, each with a record of its own, and one report of all. */
import type { HistoryEvent } from '../history.js'
import type { Run } from '../record/diff.js'
import { judgeHistory, keepReport } from '../record/judged.js'
import { mergeRepetitions, type Runs, repetitionFolder } from '../record/repetitions.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import { type EngineOptions, playInto } from './play.js'
import { linkLatest } from './record-dir.js'
import type { Signals } from './signals.js'

export interface Repeated extends Runs {
  /** What broke the last of them, if something did. */
  readonly broke: string | undefined
}

/** Stops early when it is called off, or when a run breaks: the next would break too. @param times 2 or more */
export const playRepeatedly = async (
  folder: string,
  times: number,
  scenario: ResolvedScenario,
  options: EngineOptions & { readonly onEvent: (event: HistoryEvent) => void },
  signals: Signals,
): Promise<Repeated> => {
  const runs: Run[] = []
  let broke: string | undefined
  for (let number = 1; number <= times && broke === undefined && !signals.signal.aborted; number++) {
    if (!options.quiet) process.stderr.write(`${scenario.name}: ${number} of ${times}\n`)
    const record = repetitionFolder(folder, number)
    broke = await playInto(record, scenario, options, signals)
    if (number === 1) linkLatest(folder)
    const run = judgeHistory(record)
    keepReport(record, run.report)
    runs.push(run)
  }
  const [first, ...others] = runs
  // The first one either has a report or throws.
  if (first === undefined) throw new Error('nothing was played')
  return { ...mergeRepetitions([first, ...others]), broke }
}
