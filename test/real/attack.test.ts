/** A few of the attacks that `test/full/attack.test.ts` makes by the hundred, each on a run of its own. */
import { describe, expect, test } from 'vitest'
import { rightVerdicts } from '../attack/ground.js'
import { killIn, killsOf } from '../attack/kills.js'
import { type Trouble, troubles } from '../attack/machine.js'
import type { Role } from '../attack/processes.js'
import { sideBySide } from '../attack/side-by-side.js'
import { besiege, complaintsOf, wrongIn } from '../attack/siege.js'
import { netnsMissing } from './play.js'

const seed = Date.now() % 1e9
/** Whoever is attacked may be slow. */
const most = 5

const victims: Role[] = [
  ...(['command', 'runner', 'VM', 'client'] as const),
  ...(['hand of a machine', 'hand of the bridges', 'keeper'] as const),
]
const few = ['a disk of 16 KiB', '32 descriptors', 'the runner is stopped'] as const

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, { retry: 0, timeout: 300_000 }, () => {
  test.concurrent(`a process is killed, ${victims.length} times (seed ${seed})`, async () => {
    const results = await sideBySide(killsOf(victims, victims.length, seed), most, (kill) =>
      killIn(kill, rightVerdicts),
    )
    const all = results.flatMap(({ kill, wrong, complaints }) =>
      [...wrong, ...complaints].map((each) => `${kill.role} at ${kill.moment}: ${each}`),
    )
    expect(all).toEqual([])
  })

  test.concurrent.each(few)('%s', async (name) => {
    const { ground, make, says }: Trouble = troubles[name]
    const siege = await besiege(ground, async (run) => make?.(run, 0.6))
    expect([...wrongIn(siege, rightVerdicts), ...complaintsOf(siege)]).toEqual([])
    const whys = Object.values(siege.verdicts).map(({ why }) => why)
    expect([siege.said, ...whys].join('\n')).toMatch(says ?? /^/)
  })
})
