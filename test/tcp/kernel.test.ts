/** What `src/tcp` says, beside what this kernel does: real cases with short timers, all at once. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { beforeAll, describe, expect, test } from 'vitest'
import { cases, stackOfCase } from './cases.js'

interface Played {
  readonly name: string
  /** Since the first packet; that one is not among what `src/tcp` says. */
  readonly sentMs: readonly number[]
  readonly said?: string
  readonly endedMs?: number
}

const flags = ['--net', '--mount', '--pid', '--fork', '--kill-child', '--mount-proc']
const unshare = [...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user']), ...flags, '--']
const canEnter = spawnSync('unshare', [...unshare, 'ip', 'link', 'add', 'bridge0', 'type', 'bridge']).status === 0
const hasPython = spawnSync('python3', ['--version']).status === 0
const wire = fileURLToPath(new URL('wire.mjs', import.meta.url))

const isPlayable = (name: string): boolean => cases[name]?.play.command === undefined || hasPython
const lateMs = 2600
/** One segment with `tcp_retries2` 3 and a shortest timeout of 50 ms, and who is in the server's place for how long. */
const back = {
  'is back early': { backAfterMs: 1300 },
  'is back late': { backAfterMs: lateMs },
  'was unreachable and is back late': { backAfterMs: lateMs, instead: 'unreachable' },
}
const refusals = {
  'one segment': { act: 'write' },
  'connect()': { act: 'connect' },
  'a closed window': { act: 'zero-window' },
  SO_KEEPALIVE: { act: 'keepalive', keepaliveMs: 1000 },
}

const { sysctls } = cases['one segment, with a tail loss probe']?.play ?? {}
const toPlay = [
  ...Object.entries(cases).flatMap(([name, { play }]) => (isPlayable(name) ? [{ name, forMs: 30_000, ...play }] : [])),
  ...Object.entries(back).map(([name, play]) => ({ name, act: 'write', sysctls, forMs: 10_000, ...play })),
  ...Object.entries(refusals).map(([name, play]) => ({
    name: `reset: ${name}`,
    instead: 'reset',
    forMs: 10_000,
    ...play,
  })),
]

/** A busy machine counts a packet late: what was not as the model says is played again by itself. */
describe.skipIf(!canEnter)('on this kernel', { retry: 2 }, () => {
  const played = new Map<string, Played>()
  const play = async (names: readonly string[]): Promise<void> => {
    const these = toPlay.filter(({ name }) => names.includes(name))
    const { stdout } = await execa('unshare', [...unshare, process.execPath, wire, JSON.stringify(these)])
    for (const line of stdout.split('\n')) {
      const each = JSON.parse(line) as Played
      played.set(each.name, each)
    }
  }
  const seenOf = async (name: string, { result }: { result?: { retryCount?: number } }): Promise<Played> => {
    if ((result?.retryCount ?? 0) > 0) await play([name])
    const seen = played.get(name)
    if (seen === undefined) throw new Error(`${name} was not played`)
    return seen
  }

  beforeAll(() => play(toPlay.map(({ name }) => name)), 120_000)

  test.for(Object.keys(cases))('%s: sent and given up as the model says', async (name, { skip, task }) => {
    if (!isPlayable(name)) skip('there is no python3 here')
    const each = cases[name]
    if (each === undefined) throw new Error(`there is no ${name}`)
    const seen = await seenOf(name, task)
    const { sentMs, gaveUpMs, error } = each.says(stackOfCase(each))
    const { act } = each.play
    const ends = Number.isFinite(gaveUpMs)

    // The window closes when the kernel says so; only from the first probe on there is something to compare.
    const zeroMs = act === 'zero-window' ? (sentMs[0] ?? 0) : 0
    const expected = [...(act === 'keepalive' ? [] : [0]), ...sentMs].map((ms) => ms - zeroMs)
    const packets = seen.sentMs.filter(
      (ms) => act !== 'keepalive' || ms < (seen.endedMs ?? Number.POSITIVE_INFINITY) - 20,
    )
    const times = (act === 'zero-window' ? expected.slice(1) : expected).concat(ends ? gaveUpMs - zeroMs : [])
    const seenTimes = distinct(packets).concat(seen.endedMs ?? [])
    // Questions to the neighbour itself are packets too; they are no attempts.
    const compared = each.play.forgets ? times.map((ms) => nearest(seenTimes, ms)) : seenTimes
    expect({ said: seen.said, count: compared.length }).toEqual({
      said: ends ? `error ${error}` : undefined,
      count: times.length,
    })
    expect(
      compared.filter((ms, i) => !isNear(ms, times[i])).map((ms) => `${ms} of ${seenTimes}, not ${times}`),
    ).toEqual([])
  })

  test.for([
    ['is back early', 'answered', 1870],
    ['is back late', 'error ETIMEDOUT', 3700],
  ] as const)('a VM that %s: %s', async ([name, said, endedMs], { task }) => {
    const seen = await seenOf(name, task)
    expect(seen.said).toBe(said)
    expect(seen.endedMs).toSatisfy((ms: number) => isNear(ms, endedMs))
  })

  test('a VM that is back as late, and was unreachable meanwhile: answered within a timeout', async ({ task }) => {
    const seen = await seenOf('was unreachable and is back late', task)
    expect(seen.said).toBe('answered')
    expect(seen.endedMs).toBeGreaterThan(lateMs)
    expect(seen.endedMs).toBeLessThan(lateMs + 400)
  })

  test.for([
    ['one segment', 'ECONNRESET', 0],
    ['connect()', 'ECONNREFUSED', 0],
    ['a closed window', 'ECONNRESET', 0],
    ['SO_KEEPALIVE', 'ECONNRESET', 1016],
  ] as const)('reset: %s is answered at once with %s', async ([name, code, endedMs], { task }) => {
    const seen = await seenOf(`reset: ${name}`, task)
    expect(seen.said).toBe(`error ${code}`)
    expect(seen.endedMs).toSatisfy((ms: number) => isNear(ms, endedMs))
    expect(seen.sentMs).toHaveLength(1)
  })
})

/** Segments that leave together count once. */
const distinct = (times: readonly number[]): number[] =>
  times.filter((ms, i) => i === 0 || ms - (times[i - 1] ?? 0) > 2).map(Math.round)

const nearest = (times: readonly number[], wanted: number): number =>
  times.reduce((best, ms) => (Math.abs(ms - wanted) < Math.abs(best - wanted) ? ms : best), Number.POSITIVE_INFINITY)

/** Within 10 % or 20 ms, whichever is more. */
const isNear = (ms: number, wanted = Number.NaN): boolean => Math.abs(ms - wanted) <= Math.max(0.1 * wanted, 20)
