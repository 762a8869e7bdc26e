/** Bugs that only a migration shows, in small programs: each is found and made small, and what is written down shows it again. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { reproSchema } from '../../src/repro/result.js'
import { outlive } from '../cli/outlive.js'
import { netnsMissing } from '../real/play.js'

const examples = fileURLToPath(new URL('../../examples', import.meta.url))
const withinMs = 300_000

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  test.concurrent.each([
    ['dead-pool', 'exit 1', { verdict: 'died' }],
    ['doubled-row', 'duplicated', { verdict: 'died', duplicated: 1 }],
    ['idle-timer', 'exit 1', { verdict: 'died' }],
  ] as const)('%s', async (name, symptom, came) => {
    const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
    const [out, json] = [join(folder, 'out'), join(folder, 'repro.json')]
    const scenario = join(examples, name, 'scenario.yaml')
    const record = ['--record', join(folder, 'record')]
    const found = await outlive([
      'repro',
      scenario,
      '--symptom',
      symptom,
      '--out',
      out,
      '--quiet',
      ...record,
      '--reporter',
      `json=${json}`,
    ])
    expect(found.exitCode).toBe(0)

    const repro = reproSchema.parse(JSON.parse(readFileSync(json, 'utf8')))
    expect(repro.tookMs).toBeLessThan(withinMs)
    expect(repro.found).toMatchObject({ disturbance: { preset: 'pause', times: 1, wire: 'drop' }, cell: came })
    const { often, disturbance } = repro.found ?? { often: undefined, disturbance: undefined }
    expect(often?.shown).toBe(often?.of)
    expect(often?.of).toBeGreaterThanOrEqual(5)
    // Their timers are of 1 to 2 s, and retransmissions come later.
    expect(disturbance?.ms).toBeGreaterThan(200)
    expect(disturbance?.ms).toBeLessThan(4000)

    const again = await outlive(['run', join(out, 'scenario.yaml'), '--quiet', '--record', join(folder, 'again')])
    expect(again.exitCode).toBe(1)
    expect(again.stdout).toContain(`${symptom}:`)
  })
})
