/** Somebody else's servers in real guests, by the packages that their scenarios name, through a real suspend. */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { missingNeeds } from '../../dist/harness/index.js'
import { installing } from '../../src/scenario/needs.js'
import { packageRoot } from '../../src/scenario/package-root.js'
import { resolveDocument } from '../../src/scenario/resolve.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { type Played, playSteadily, qemuMissing } from '../real/play.js'
import { loadDocument } from './scenario-document.js'

const [redis, mqtt] = ['redis', 'mqtt'].map(loadDocument) as [ScenarioDocument, ScenarioDocument]
const document: ScenarioDocument = {
  name: 'programs',
  needs: { ...redis.needs, ...mqtt.needs },
  presets: ['quick-migration'],
  memory: ['256 MiB'],
  sessions: [...redis.sessions.slice(0, 1), ...mqtt.sessions.slice(0, 1)],
  profiles: ['linux'],
}
const resolved = resolveDocument({ name: 'programs', value: document }, join(packageRoot, 'fixtures/scenarios'), {})
// Guests take much of a machine, and these are not about the one that stays.
const scenario = { ...resolved, cells: resolved.cells.filter(({ control }) => !control) }
const missing = qemuMissing || installing(missingNeeds(scenario)).join(' && ')

describe.skipIf(missing !== '')(`redis and mosquitto in a guest ${missing}`, () => {
  let played: Played
  beforeAll(async () => {
    played = await playSteadily(scenario, 'qemu')
  }, 300_000)

  test.each(['redis-subscriber', 'mqtt'])('%s stalls for as long as its guest was saved and read', (session) => {
    const { verdict, achieved, longestStallMs, why } = played.cell({ session })
    expect(verdict, why).toBe('stalled')
    expect(longestStallMs).toBeGreaterThan(0.9 * (achieved[0]?.durationMs ?? Number.POSITIVE_INFINITY))
  })

  test('their guest was moved by QEMU, and was silent for it', () => {
    expect(played.history).toContainEqual(expect.objectContaining({ type: 'migration-started', real: true }))
    expect(played.cell({ session: 'mqtt' }).achieved[0]?.durationMs).toBeGreaterThan(2000)
  })
})
