/** Plays a scenario for real, with the harness as it was built, and judges what the record says. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { checkMachine, type EngineName, run } from '../../dist/harness/index.js'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import { outputFolder, readHistory } from '../../src/record.js'
import type { CellResult, Report } from '../../src/result.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import type { ResolvedScenario, ScenarioDocument } from '../../src/scenario/scenario.js'

export interface Played {
  readonly report: Report
  readonly history: readonly HistoryEvent[]
  /** The one result of the cells that are not the control and match. */
  cell(match: Partial<CellResult>): CellResult
  /** What of somebody's own programs' output was kept in this file. */
  output(file: string): string
}

/** @param pcap looks at the record, in which packet captures are then too */
export const play = async (
  scenario: ScenarioDocument | ResolvedScenario,
  engine: EngineName = 'netns',
  onEvent: (event: HistoryEvent) => void = () => {},
  pcap?: (recordDir: string) => void,
): Promise<Played> => {
  const recordDir = mkdtempSync(join(tmpdir(), 'outlive-test-'))
  try {
    await run('cells' in scenario ? scenario : resolveScenario(scenario), {
      engine,
      recordDir,
      signal: new AbortController().signal,
      onEvent,
      pcap: pcap !== undefined,
    })
    pcap?.(recordDir)
    const history = readHistory(recordDir)
    const report = judge(history)
    const folder = join(recordDir, outputFolder)
    const outputs = new Map(
      existsSync(folder) ? readdirSync(folder).map((file) => [file, readFileSync(join(folder, file), 'utf8')]) : [],
    )
    return {
      output: (file) => outputs.get(file) ?? '',
      report,
      history,
      cell(match) {
        const found = report.cells.filter(
          (cell) =>
            !cell.control && Object.entries(match).every(([key, value]) => cell[key as keyof CellResult] === value),
        )
        if (found.length !== 1) throw new Error(`${found.length} cells match ${JSON.stringify(match)}`)
        return found[0] as CellResult
      },
    }
  } finally {
    rmSync(recordDir, { recursive: true, force: true })
  }
}

/** Why real VMs in namespaces cannot be had here, or nothing. */
export const netnsMissing = (await checkMachine())
  .filter(({ ok, neededBy }) => !ok && neededBy === 'netns')
  .map(({ name, detail }) => `${name}: ${detail}`)
  .join('; ')

const mostPlays = 3

/**
 * As `play`, and again when something came out that the machine may be to blame for: a request that was acknowledged and not yet answered at the freeze
 * saves its session, and jitter lengthens RTOs, the more the busier the machine is. What the last play brought is what the tests judge.
 */
export const playSteadily: typeof play = async (...given) => {
  for (let plays = 1; ; plays++) {
    const played = await play(...given)
    const odd = played.report.cells.filter(
      ({ verdict, predicted, why }) =>
        (predicted !== null && predicted.verdict !== verdict) || why.startsWith('our own host'),
    )
    if (odd.length === 0 || plays === mostPlays) return played
    console.log(`played again: ${odd.map(({ id, verdict, why }) => `${id} ${verdict}: ${why}`).join('; ')}`)
  }
}

/** Why real guests cannot be had here, or nothing. */
export const qemuMissing = (await checkMachine('qemu'))
  .filter(({ ok, neededBy }) => !ok && neededBy !== 'optional')
  .map(({ name, detail }) => `${name}: ${detail}`)
  .join('; ')
