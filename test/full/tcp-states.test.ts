/** A session in each state that TCP has at the freeze: every byte is there afterwards, once and as it was, and the verdict is right. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from '../../src/cell.js'
import type { EventOf, HistoryEvent } from '../../src/history.js'
import type { CellResult } from '../../src/result.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { netnsMissing, type Played, play } from '../real/play.js'
import { type Connection, commandLines, connectionsSeenBy } from './connections.js'

const cwd = fileURLToPath(new URL('../real/fixtures/tcp-states', import.meta.url))

interface State {
  readonly verdict: Verdict
  /** What the kernel of the client machine showed in the blackout, and the VM's. */
  readonly client?: RegExp
  readonly vm?: RegExp
  /** What an exchange is; left out, bytes that move. */
  readonly exchange?: { readonly regex: string; readonly interval?: string }
}

const ticks = { regex: '^tick' }
/** Nothing is due in the blackout. */
const quiet = { ...ticks, interval: '1 min' }
const inFlight = /^ESTABLISHED retransmitting, [1-9]\d* to send, /
const probing = /^ESTABLISHED probing, [1-9]\d* to send, /
const atRest = /^ESTABLISHED no timer, 0 to send, 0 to read$/
const unread = /^ESTABLISHED no timer, 0 to send, 100000 to read$/

const states: Readonly<Record<string, State>> = {
  'syn-sent': { verdict: 'stalled', client: /^SYN-SENT retransmitting, /, exchange: ticks },
  'syn-timeout': { verdict: 'died', client: /^SYN-SENT retransmitting, /, exchange: ticks },
  idle: { verdict: 'unaffected', client: atRest, vm: atRest, exchange: quiet },
  'to-vm': { verdict: 'stalled', client: inFlight },
  'to-client': { verdict: 'stalled', vm: inFlight },
  'half-closed-by-client': { verdict: 'stalled', client: /^FIN-WAIT-2 /, vm: /^CLOSE-WAIT retransmitting, / },
  'half-closed-by-vm': { verdict: 'stalled', client: /^CLOSE-WAIT retransmitting, /, vm: /^FIN-WAIT-2 / },
  'zero-window-in-vm': { verdict: 'unaffected', client: probing, exchange: quiet },
  'zero-window-in-client': { verdict: 'stalled', vm: probing, exchange: ticks },
  'unread-in-vm': { verdict: 'unaffected', client: atRest, vm: unread, exchange: quiet },
  'unread-in-client': { verdict: 'unaffected', client: unread, vm: atRest, exchange: quiet },
  'fin-wait-1-of-client': { verdict: 'stalled', client: /^FIN-WAIT-1 retransmitting, [1-9]/ },
  'fin-wait-1-of-vm': { verdict: 'stalled', vm: /^FIN-WAIT-1 retransmitting, [1-9]/ },
  'time-wait-of-vm': { verdict: 'unaffected', vm: /^TIME-WAIT /, exchange: quiet },
  'time-wait-of-client': { verdict: 'unaffected', client: /^TIME-WAIT /, exchange: quiet },
  'urgent-to-vm': { verdict: 'stalled', client: inFlight },
  'urgent-to-client': { verdict: 'stalled', vm: /^ESTABLISHED retransmitting, [1-9]\d{3,} to send, / },
  // The VM's end throws a byte away: what a byte less would look like.
  loss: { verdict: 'died' },
}
const portOf = (name: string): number => 7201 + Object.keys(states).indexOf(name)
/** The VM that is moved is its scenario's first. */
const address = '10.0.0.1'

/** Where the programs of one play find what happens to the VM, and leave accounts of their bytes. */
const sessionsOf = (names: readonly string[], folder: string): ScenarioDocument['sessions'] =>
  names.map((name) => {
    const end = (which: string): string => `exec perl states.pl ${which} ${name} ${portOf(name)} ${folder} $OUTLIVE_VM`
    const audit = `exec perl audit.pl ${name} ${folder} $OUTLIVE_VM`
    const exchange = states[name]?.exchange
    return {
      name,
      service: { command: end('vm'), ready: { port: portOf(name) }, cwd },
      client: { command: end('client'), cwd, success: {}, audit, ...(exchange && { exchange }) },
    }
  })

/** One look into both namespaces. */
interface Look {
  readonly clockMs: number
  readonly client: readonly Connection[]
  readonly vm: readonly Connection[]
}
const lookEveryMs = 250

const playStates = async (names: readonly string[]): Promise<{ played: Played; looks: readonly Look[] }> => {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
  const looks: Look[] = []
  let looking: NodeJS.Timeout | undefined
  const look = (): void => {
    // Not those of sessions that may be over.
    const mine = commandLines().filter(
      ({ words }) => words[0] === 'perl' && words[5] === folder && words[6] === address,
    )
    const [client, vm] = ['client', 'vm'].map((end) => mine.find(({ words }) => words[2] === end)?.pid)
    if (client === undefined || vm === undefined) return
    looks.push({ clockMs: Date.now(), client: connectionsSeenBy(client), vm: connectionsSeenBy(vm) })
  }
  const hear = (event: HistoryEvent): void => {
    if (!('vm' in event) || event.vm === 'control') return
    const happened = event.type === 'freeze' ? event.act : event.type
    if (['migration-started', 'cut', 'continued'].includes(happened)) writeFileSync(join(folder, happened), '')
    if (happened === 'cut') looking = setInterval(look, lookEveryMs)
    if (happened === 'plugged') clearInterval(looking)
  }
  const scenario: ScenarioDocument = {
    name: 'tcp-states',
    // Programs hear of the migration, and have some time to come to rest.
    presets: [{ name: 'pause', as: 'pause', with: { afterMs: 2000, stunMs: 5000 } }],
    memory: ['1 MiB'],
    wire: 'drop',
    profiles: ['linux'],
    baseline: '2 s',
    unaffectedBelow: '2 s',
    sessions: sessionsOf(names, folder),
  }
  try {
    const played = await play(scenario, 'netns', hear)
    return { played, looks: looks.filter(isInBlackout(played)) }
  } finally {
    clearInterval(looking)
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}

const isInBlackout = ({ history }: Played): ((look: Look) => boolean) => {
  const [run] = history
  if (run?.type !== 'run-started') throw new Error('the history does not begin as one does')
  const atMs = (act: EventOf<'freeze'>['act']): number =>
    history.find((event): event is EventOf<'freeze'> => event.type === 'freeze' && event.act === act)?.atMs ?? 0
  const startMs = Date.parse(run.wallClock) - run.atMs
  return ({ clockMs }) => clockMs - startMs > atMs('cut') && clockMs - startMs < atMs('plugged')
}

/** What came of one state in one play. */
interface Outcome {
  readonly cell: CellResult
  readonly looks: readonly Look[]
}
/** So many are played side by side without being in each other's way on two cores. */
const most = 6
const mostPlays = 2
/** What a machine that is too busy is to blame for: none of it is about the session. */
const busy =
  /did not run for|control session, which was not moved, was stalled|planned blackout|fell silent|processes stopped/

/** Those of which nothing can be said, for what else went on on the machine, are played again. */
const playAll = async (): Promise<ReadonlyMap<string, readonly Outcome[]>> => {
  const outcomes = new Map<string, Outcome[]>(Object.keys(states).map((name) => [name, []]))
  const isOpen = ([, some]: [string, Outcome[]]): boolean => some.every(({ cell }) => cell.verdict === 'inconclusive')
  for (let plays = 1; plays <= mostPlays; plays++) {
    const open = [...outcomes].filter(isOpen).map(([name]) => name)
    for (let at = 0; at < open.length; at += most) {
      const names = open.slice(at, at + most)
      const { played, looks } = await playStates(names)
      for (const session of names) outcomes.get(session)?.push({ cell: played.cell({ session }), looks })
    }
  }
  return outcomes
}

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, { retry: 0 }, () => {
  let outcomes: ReadonlyMap<string, readonly Outcome[]>
  beforeAll(async () => {
    outcomes = await playAll()
    console.table(
      [...outcomes].flatMap(([state, some]) =>
        some.map(({ cell: { verdict, longestStallMs, lost, corrupted, why }, looks }) => ({
          state,
          ...inBrief(wordsOf(state, looks.at(-1))),
          verdict,
          longestStallMs,
          lost,
          corrupted,
          why,
        })),
      ),
    )
  })

  /** What either kernel had of a session: each state once, however many connections are in it. */
  const wordsOf = (name: string, look: Look | undefined) => {
    const place = `${address}:${portOf(name)}`
    const words = (connections: readonly Connection[] = []): string[] => [
      ...new Set(connections.filter(({ local, peer }) => [local, peer].includes(place)).map(({ words }) => words)),
    ]
    return { client: words(look?.client), vm: words(look?.vm) }
  }

  const inBrief = ({ client, vm }: ReturnType<typeof wordsOf>) => ({ client: client.join('; '), vm: vm.join('; ') })
  const has = (words: readonly string[], wanted: RegExp | undefined): boolean =>
    wanted === undefined || words.some((each) => wanted.test(each))

  test.each(Object.entries(states))('%s', (name, { verdict, client, vm }) => {
    const some = outcomes.get(name) ?? []
    for (const { cell, looks } of some) {
      const seen = looks.map((look) => wordsOf(name, look))
      const isSo = (each: ReturnType<typeof wordsOf>): boolean => has(each.client, client) && has(each.vm, vm)
      expect(seen.some(isSo), JSON.stringify(seen)).toBe(true)
      expect(cell).toMatchObject({ duplicated: 0, ...(name === 'loss' ? { lost: 1 } : { lost: 0, corrupted: 0 }) })
    }
    const [last] = some.slice(-1).map(({ cell }) => cell)
    if (last?.verdict === 'inconclusive') expect(last.why).toMatch(busy)
    else expect(last?.verdict, last?.why).toBe(verdict)
  })
})
