/** Plays one scenario after the other, each into a record of its own within one folder. */
import { join } from 'node:path'
import { judgeHistory, keepReport } from '../record/judged.js'
import type { CellResult } from '../result.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import type { Round, Tune } from '../tune/result.js'
import { playInto } from './play.js'
import type { Signals } from './signals.js'

export interface Rounds {
  /** What became of each session. Empty once the command was called off. @param items a VM each, that is away for so long */
  play<Item extends { readonly ms: number }>(
    of: (items: readonly Item[]) => ResolvedScenario,
    items: readonly Item[],
  ): Promise<readonly CellResult[]>
  readonly calledOff: boolean
  /** What was played, and what became of the sessions that were to be left in peace. */
  told(): Pick<Tune, 'rounds' | 'control'>
}

/** Two cores start so many VMs in a minute. */
export const mostVms = { box: 64, own: 16 } as const

/** @param most VMs side by side; as many as the machine carries, by what they run, when left out */
export const openRounds = (folder: string, signals: Signals, quiet: boolean, most: number | undefined): Rounds => {
  const rounds: Round[] = []
  const controls: CellResult[] = []

  const playOne = async (scenario: ResolvedScenario, pauses: number): Promise<readonly CellResult[]> => {
    const record = join(folder, `round-${rounds.length + 1}`)
    const broke = await playInto(record, scenario, { engine: 'netns', quiet }, signals)
    if (broke) process.stderr.write(`outlive: a round broke: ${broke}\n`)
    const { report } = judgeHistory(record)
    keepReport(record, report)
    const cells = report.cells.filter(({ control }) => !control)
    controls.push(...report.cells.filter(({ control }) => control))
    rounds.push({ record, tookMs: report.tookMs, pauses, cells: cells.length })
    return cells
  }

  return {
    async play(of, items) {
      const own = of(items.slice(0, 1)).cells.some(({ command }) => command !== undefined)
      const results: CellResult[] = []
      const playAll = async (some: typeof items): Promise<void> => {
        for (const batch of batches(some, most ?? (own ? mostVms.own : mostVms.box))) {
          if (signals.signal.aborted) break
          results.push(...(await playOne(of(batch), batch.length)))
        }
      }
      await playAll(items)
      // Our own host was too busy: another time it may not be.
      const unsaid = new Set(results.filter(({ verdict }) => verdict === 'inconclusive').map(({ preset }) => preset))
      await playAll(items.filter((item) => of([item]).cells.some(({ preset }) => unsaid.has(preset))))
      return results
    },
    get calledOff() {
      return signals.signal.aborted
    },
    told: () => ({
      rounds,
      control: { unaffected: controls.filter(({ verdict }) => verdict === 'unaffected').length, of: controls.length },
    }),
  }
}

/** The longest together, so that no run waits for one of them alone. */
const batches = <Item extends { readonly ms: number }>(items: readonly Item[], most: number): (readonly Item[])[] => {
  const sorted = items.toSorted((one, other) => other.ms - one.ms)
  return Array.from({ length: Math.ceil(sorted.length / most) }, (_, n) => sorted.slice(n * most, (n + 1) * most))
}
