/** When the sessions of a crowd's parts exchange something. */
import { expect, test } from 'vitest'
import { holdCrowd } from '../../harness/client/crowd.js'
import type { SessionToHold } from '../../harness/client/messages.js'
import { clockFrom } from '../../harness/clock.js'
import type { Around, SessionProgram } from '../../harness/sessions/program.js'

const [paceMs, count, parts] = [900, 3, 3]

const phasesOf = async (part: number): Promise<readonly number[]> => {
  const phases: number[] = []
  const program = {
    hold({ phaseMs = Number.NaN }: SessionToHold, _: Around, say) {
      phases.push(phaseMs)
      say({ type: 'connected', atMs: 0, attempt: 1, localPort: 1, tookMs: 0 })
      return { use() {}, tellNext() {}, async finish() {} }
    },
  } as Pick<SessionProgram, 'hold'> as SessionProgram
  const around = { clock: clockFrom(), scratch: '', output: '' } as Around
  const crowd = holdCrowd(
    {
      cell: 'crowd',
      host: '127.0.0.1',
      port: 1,
      shape: 'talking',
      timers: { counterpart: 'none' },
      paceMs,
      part,
      address: '127.0.0.1',
      first: part * count,
      count,
      of: count * parts,
    },
    program,
    around,
    () => {},
  )
  await crowd.finish()
  return phases
}

test('each part exchanges all the time, and no two sessions of the crowd at the same moment', async () => {
  const all = await Promise.all(Array.from({ length: parts }, (_, part) => phasesOf(part)))
  expect(all.map((phases) => phases.map(Math.round))).toEqual([
    [0, 300, 600],
    [100, 400, 700],
    [200, 500, 800],
  ])
})
