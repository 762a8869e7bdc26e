/** A run of the built command that something is done to while it goes on, and what is to be seen of it then. */
import { randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { execa } from 'execa'
import { stringify } from 'yaml'
import type { Verdict } from '../../src/cell.js'
import type { HistoryEvent } from '../../src/history.js'
import { judgeHistory } from '../../src/record/judged.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { environment, program } from '../cli/outlive.js'
import { marked, ownedBy, stillThere } from '../real/left-behind.js'
import { type Process, processesOf } from './processes.js'

/** A run while it goes on. */
export interface Besieged {
  processes(): Process[]
  /** What is in the record so far. */
  history(): string
  /** @param moment from 0 to 1, of the usual length of a run; one that starts slowly is waited for */
  reach(moment: number): Promise<void>
  readonly isOver: boolean
}

export interface Siege {
  /** 128 and more for the command itself being killed. */
  readonly status: number
  readonly said: string
  readonly history: readonly HistoryEvent[]
  readonly verdicts: Readonly<Record<string, { readonly verdict: Verdict; readonly why: string }>>
  /**
   * Processes, cgroups, mounts and files that are there and should not be. A namespace, with the devices in it, is there as long as one of its processes or a mount of it; by its
   * number it is not known: the kernel gives it to the next one.
   */
  readonly left: readonly string[]
  readonly tookMs: number
}

export interface Ground {
  readonly scenario: ScenarioDocument
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Comes before the command. */
  readonly wrapped?: (command: readonly string[], record: string) => readonly string[]
}

/** What a run takes that is left alone: until its sessions talk, and from then on. */
const startMs = 3000
const restMs = 5500

/** However it is attacked, it is to end by then. */
const longestMs = 150_000
/** The kernel takes its time to remove namespaces. */
const goneMs = 15_000

export const besiege = async (ground: Ground, attack: (run: Besieged) => Promise<void>): Promise<Siege> => {
  const { scenario, args = [], env = {}, wrapped = (command) => command } = ground
  const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
  const temporary = join(folder, 'tmp')
  mkdirSync(temporary)
  const file = join(folder, 'scenario.yaml')
  writeFileSync(file, stringify(scenario))
  const record = join(folder, 'record')
  const mark = randomUUID()
  const mounts = readFileSync('/proc/self/mountinfo', 'utf8')
  const began = performance.now()
  const command = [process.execPath, program, 'run', file, '--quiet', '--record', record, ...args]
  const [first = '', ...rest] = wrapped(command, record)
  const child = execa(first, rest, {
    env: { ...environment, ...env, OUTLIVE_TEST_MARK: mark, TMPDIR: temporary },
    reject: false,
    cleanup: false,
    timeout: longestMs,
    killSignal: 'SIGKILL',
  })
  let isOver = false
  const cgroups = new Set<string>()
  const noting = setInterval(() => {
    for (const each of ownedBy(mark).cgroups) cgroups.add(each)
  }, 1000)
  const history = (): string =>
    existsSync(join(record, 'history.jsonl')) ? readFileSync(join(record, 'history.jsonl'), 'utf8') : ''
  const attacking = attack({
    processes: () => processesOf(mark),
    history,
    async reach(moment) {
      const share = startMs / (startMs + restMs)
      await sleep(Math.min(1, moment / share) * startMs)
      if (moment <= share) return
      while (!isOver && !history().includes('"connected"')) await sleep(200)
      await sleep((moment - share) * (startMs + restMs))
    },
    get isOver() {
      return isOver
    },
  })
  const { exitCode, signal, stdout, stderr, timedOut } = await child
  isOver = true
  clearInterval(noting)
  await attacking
  const left = (): string[] => [
    ...(timedOut ? [`the command, after ${longestMs / 1000} s`] : []),
    ...marked(mark),
    ...stillThere({ namespaces: [], cgroups: [...cgroups] }),
    ...readdirSync(temporary),
    ...(readFileSync('/proc/self/mountinfo', 'utf8') === mounts ? [] : ['a mount']),
  ]
  let stays = left()
  for (const end = performance.now() + goneMs; stays.length > 0 && performance.now() < end; stays = left())
    await sleep(200)
  try {
    return {
      status: exitCode ?? (signal === undefined ? 128 : 137),
      said: `${stdout}\n${stderr}`,
      ...judged(record),
      left: stays,
      tookMs: performance.now() - began,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Nothing where it did not come so far that there is something to judge. */
const judged = (record: string): Pick<Siege, 'history' | 'verdicts'> => {
  if (!existsSync(join(record, 'history.jsonl'))) return { history: [], verdicts: {} }
  try {
    const { history, report } = judgeHistory(record)
    return {
      history,
      verdicts: Object.fromEntries(report.cells.map(({ id, verdict, why }) => [id, { verdict, why }])),
    }
  } catch (error) {
    // The first line was not written whole.
    if (readFileSync(join(record, 'history.jsonl'), 'utf8').includes('\n')) throw error
    return { history: [], verdicts: {} }
  }
}

/**
 * Verdicts that contradict what the same sessions come to when they are left in peace. A control says how busy the machine was: where it was affected, nothing is said of those
 * that it is there for.
 */
export const wrongIn = ({ verdicts }: Siege, right: Readonly<Record<string, Verdict>>): string[] =>
  Object.entries(verdicts).flatMap(([id, { verdict, why }]) =>
    verdict === 'inconclusive' || id.startsWith('control/') || right[withoutProfile(id)] === verdict
      ? []
      : [`${id}: ${verdict} (${why})`],
  )

/** They are of client machines that are alike in what decides. */
const withoutProfile = (id: string): string => id.slice(0, id.lastIndexOf('/'))

/** It ended in words, with one of the statuses for that, and left nothing. */
export const complaintsOf = (siege: Siege, commandMayDie = false): string[] => {
  const { status, said, left } = siege
  const statuses = [0, 2, 3, ...(commandMayDie ? [137] : [])]
  return [
    ...(statuses.includes(status) ? [] : [`ended with status ${status}: ${said.slice(-600)}`]),
    ...(/bug in outlive|\n {4}at .*:\d+:\d+/.test(said) ? [`took it for a bug: ${said.slice(-600)}`] : []),
    ...left.map((each) => `left behind: ${each}`),
  ]
}
