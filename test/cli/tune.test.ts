import { describe, expect, test } from 'vitest'
import { netnsMissing } from '../real/play.js'
import { outlive } from './outlive.js'
import { tuned } from './tuned.js'

test.each([
  [[], 'whose sessions? Expected a scenario (`outlive tune demo`), or --server "…" --client "…"'],
  [['demo', '--server', 'x'], 'expected either a scenario, or both --server "…" and --client "…"'],
  [['demo', '--from', '5s', '--to', '1s'], '--from 5s --to 1s: expected the shortest pause first'],
  [['demo', '--to', '8'], '"8" has no unit; write "500 ms", "8 s" or "2 min"'],
  [['demo', '--wire', 'dorp'], '--wire dorp: expected drop, hold, answer, reset or unreachable; did you mean drop?'],
  [['demo', '--pauses', 'many'], 'Expected a whole number from 2 to 500.'],
  [['demo', '--preset', 'vmware-ha'], 'the VM is lost, and no setting saves a connection to it'],
  [['demo', '--preset', 'none'], 'the VM is never silent; there is nothing to tune for'],
  [['demo', '--set', 'net.ipv4.tcp_retries2'], 'Expected a name and a number, like net.ipv4.tcp_retries2=8.'],
  [
    ['demo', '--set', 'nonsense=8'],
    '--set nonsense: no session has it; expected a setting of the client’s kernel like',
  ],
  [['demo', '--target', '8s', '--preset', 'kvm'], "cannot be used with option '--preset <name>'"],
])('outlive tune %j is refused', async (args, words) => {
  const { stderr, exitCode } = await outlive(['tune', ...args])
  expect(stderr).toContain(words)
  expect(exitCode).toBe(2)
})

// On a busy machine what could not be judged is left out.
describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, { retry: 2 }, () => {
  test('finds the longest pause that a session outlives, and the timer that draws the border', async () => {
    const { tune, exitCode } = await tuned('--from', '300ms', '--to', '8s', '--pauses', '7')
    const [curve] = tune.curves
    expect(curve?.bands[0]).toMatchObject({ fate: 'outlives', outlived: 1 })
    expect(curve?.bands.at(-1)).toMatchObject({
      fate: 'ends',
      outlived: 0,
      endings: [{ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 3 }],
    })
    // One retransmission before and one after the last that there is.
    expect(curve?.limitMs).toBeGreaterThan(1400)
    expect(curve?.limitMs).toBeLessThan(6200)
    expect(tune.rounds.length).toBeGreaterThan(1)
    expect(tune.control.unaffected).toBe(tune.control.of)
    expect(exitCode).toBe(0)
  })
})
