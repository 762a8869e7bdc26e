import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type Tune, tuneSchema } from '../../src/tune/result.js'
import { netnsMissing } from '../real/play.js'
import { emptyFolder, outlive } from './outlive.js'

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

/** It gives a connection up after 6.4 s; its last retransmission is 3 s after the first loss. */
const hasty = `
name: hasty
summary: three retransmissions
sysctls:
  net.ipv4.tcp_retries2: { value: 3, source: a test, status: assumed }
limits: []
sessions: {}
`
const scenario = `
name: small
presets: [pause]
memory: [1 MiB]
sessions: [echo]
profiles: [./hasty.yaml]
baseline: 1 s
`
const folder = (): string => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'hasty.yaml'), hasty)
  writeFileSync(join(cwd, 'small.yaml'), scenario)
  return cwd
}
const tuned = async (...options: string[]): Promise<{ readonly tune: Tune; readonly exitCode: number | undefined }> => {
  const args = ['tune', 'small.yaml', '--quiet', '--reporter', 'json', '--repeat', '1', ...options]
  const { stdout, stderr, exitCode } = await outlive(args, { cwd: folder() })
  expect(stderr).toBe('')
  return { tune: tuneSchema.parse(JSON.parse(stdout)), exitCode }
}

// On a busy machine what could not be judged is left out.
describe.skipIf(netnsMissing !== '').concurrent(`netns ${netnsMissing}`, { retry: 2 }, () => {
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

  test('finds the setting with which it outlives a longer one, and plays it before and after', async () => {
    const { tune, exitCode } = await tuned('--target', '3s')
    const [advice] = tune.target?.advice ?? []
    expect(tune.target).toMatchObject({ ms: 3000, pauseMs: 3600 })
    expect(advice?.before).toMatchObject({ of: 3, endings: [{ setting: 'net.ipv4.tcp_retries2' }] })
    expect(advice?.changes).toContainEqual(expect.objectContaining({ setting: 'net.ipv4.tcp_retries2', from: 3 }))
    expect(advice?.before.outlived).toBeLessThan(3)
    expect(advice?.after).toMatchObject({ outlived: 3, of: 3, endings: [] })
    expect(advice?.after?.noticed?.ms).toBeGreaterThan(3600)
    expect(exitCode).toBe(0)
  })
})
