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
const back = { early: 1300, late: 2600 }

describe.skipIf(!canEnter)('on this kernel', () => {
  const played = new Map<string, Played>()

  beforeAll(async () => {
    const { sysctls } = cases['one segment, with a tail loss probe']?.play ?? {}
    const toPlay = [
      ...Object.entries(cases).flatMap(([name, { play }]) =>
        isPlayable(name) ? [{ name, forMs: 30_000, ...play }] : [],
      ),
      ...Object.entries(back).map(([name, backAfterMs]) => ({
        name,
        act: 'write',
        sysctls,
        backAfterMs,
        forMs: 10_000,
      })),
    ]
    const { stdout } = await execa('unshare', [...unshare, process.execPath, wire, JSON.stringify(toPlay)])
    for (const line of stdout.split('\n')) {
      const each = JSON.parse(line) as Played
      played.set(each.name, each)
    }
  }, 60_000)

  test.for(Object.keys(cases))('%s: sent and given up as the model says', (name, { skip }) => {
    if (!isPlayable(name)) skip('there is no python3 here')
    const each = cases[name]
    const seen = played.get(name)
    if (each === undefined || seen?.endedMs === undefined) throw new Error(`${name} did not end`)
    const { sentMs, gaveUpMs, error } = each.says(stackOfCase(each))
    const { act } = each.play

    // The window closes when the kernel says so; only from the first probe on there is something to compare.
    const zeroMs = act === 'zero-window' ? (sentMs[0] ?? 0) : 0
    const expected = [...(act === 'keepalive' ? [] : [0]), ...sentMs].map((ms) => ms - zeroMs)
    const packets = seen.sentMs.filter((ms) => act !== 'keepalive' || ms < (seen.endedMs ?? 0) - 20)
    const times = (act === 'zero-window' ? expected.slice(1) : expected).concat(gaveUpMs - zeroMs)
    const seenTimes = distinct(packets).concat(seen.endedMs)
    // Questions to the neighbour itself are packets too; they are no attempts.
    const compared = each.play.forgets ? times.map((ms) => nearest(seenTimes, ms)) : seenTimes
    expect({ said: seen.said, count: compared.length }).toEqual({ said: `error ${error}`, count: times.length })
    expect(
      compared.filter((ms, i) => !isNear(ms, times[i])).map((ms) => `${ms} of ${seenTimes}, not ${times}`),
    ).toEqual([])
  })

  test.for([
    ['early', 'answered', 1870],
    ['late', 'error ETIMEDOUT', 3700],
  ] as const)('a VM that is back %s: %s', ([name, said, endedMs]) => {
    const seen = played.get(name)
    expect(seen?.said).toBe(said)
    expect(seen?.endedMs).toSatisfy((ms: number) => isNear(ms, endedMs))
  })
})

/** Segments that leave together count once. */
const distinct = (times: readonly number[]): number[] =>
  times.filter((ms, i) => i === 0 || ms - (times[i - 1] ?? 0) > 2).map(Math.round)

const nearest = (times: readonly number[], wanted: number): number =>
  times.reduce((best, ms) => (Math.abs(ms - wanted) < Math.abs(best - wanted) ? ms : best), Number.POSITIVE_INFINITY)

/** Within 10 % or 20 ms, whichever is more. */
const isNear = (ms: number, wanted = Number.NaN): boolean => Math.abs(ms - wanted) <= Math.max(0.1 * wanted, 20)
