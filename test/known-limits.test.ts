/** Where a verdict is known to differ from a real guest's, and that each report shows it beside the cell. */
import { expect, test } from 'vitest'
import { knownLimitsOf } from '../src/known-limits.js'
import { brief } from '../src/report/brief.js'
import { lookOf } from '../src/report/look.js'
import { markdown } from '../src/report/markdown.js'
import { pretty } from '../src/report/pretty.js'
import type { CellResult, Predicted } from '../src/result.js'
import { cell, control, report } from './report/build-report.js'

const predicted = (...verdicts: Predicted['verdict'][]): Predicted => ({
  verdict: verdicts[0] ?? 'stalled',
  either: verdicts.map((verdict) => ({ verdict, share: 1 / verdicts.length })),
  stallMs: { min: 0, typical: 0, max: 0 },
  decides: null,
  marginMs: null,
  margin: { longer: null, shorter: null },
  remedy: null,
  text: '',
})
const atChance = cell({ verdict: 'died', predicted: predicted('died', 'stalled') })
const copied = (byMs: number): CellResult => ({
  ...cell({
    verdict: 'stalled',
    predicted: {
      ...predicted('stalled'),
      margin: { longer: null, shorter: { byMs, verdict: 'unaffected', decides: null } },
    },
  }),
  plan: [
    { kind: 'brownout', startMs: 0, durationMs: 9000, wire: 'none' },
    { kind: 'blackout', startMs: 9000, durationMs: 1200, wire: 'drop' },
  ],
})

test('a session whose fate is chance has one on namespaces, and none where all chances come to the same', () => {
  expect(knownLimitsOf(atChance, 'netns')).toEqual([expect.stringContaining('had been acknowledged')])
  expect(knownLimitsOf(atChance, 'qemu')).toEqual([])
  expect(knownLimitsOf({ ...atChance, predicted: predicted('died') }, 'netns')).toEqual([])
  expect(knownLimitsOf({ ...atChance, verdict: 'inconclusive' }, 'netns')).toEqual([])
  expect(knownLimitsOf(control({ predicted: predicted('died', 'stalled') }), 'netns')).toEqual([])
})

test('a copy has one where a downtime as QEMU has it would bring another verdict', () => {
  expect(knownLimitsOf(copied(200), 'netns')).toEqual([expect.stringContaining('QEMU’s copies')])
  expect(knownLimitsOf(copied(1300), 'netns')).toEqual([])
  expect(knownLimitsOf(copied(200), 'qemu')).toEqual([])
})

test('what is lost with a guest’s memory would be on a shared disk', () => {
  const lost: CellResult = {
    ...cell({ verdict: 'died', lost: 3 }),
    plan: [{ kind: 'reboot', startMs: 0, durationMs: 1, wire: 'none' }],
  }
  expect(knownLimitsOf(lost, 'qemu')).toEqual([expect.stringContaining('disk that hosts share')])
  expect(knownLimitsOf({ ...lost, lost: 0 }, 'qemu')).toEqual([])
})

test.each(Object.entries({ pretty, brief, markdown }))('%s shows it beside the cell, and only there', (_, reporter) => {
  const context = { look: { ...lookOf(process.stdout, {}), columns: 400 }, record: undefined, histories: [] }
  const shown = (known: Partial<CellResult>): string =>
    reporter.render(report([cell({ verdict: 'died', ...known })]), context as never)
  expect(shown({ knownLimits: ['with a guest it is otherwise'] })).toMatch(
    /known limit.*: with a guest it is otherwise/i,
  )
  expect(shown({})).not.toMatch(/known limit/i)
})
