/** Sessions through many moves back to back. */
import { describe, expect, test } from 'vitest'
import { shapes } from '../../src/cell.js'
import type { Plan } from '../../src/plan.js'
import { predict } from '../../src/predict/predict.js'
import { repeated } from '../../src/repeated.js'
import { planOf, readPreset } from '../../src/scenario/preset.js'
import { linuxStack } from '../../src/tcp/stack.js'
import { ask, keepaliveAfter, patient, phase, silentFor, windows } from './plans.js'

const vmotion = planOf(readPreset('vmotion', '.'), {}, { memoryMiB: 32 })
const thousand = repeated(vmotion, 1000)

/** Of a few times, ms: a busy machine makes some of them slow. */
const quickest = (work: () => void): number =>
  Math.min(
    ...Array.from({ length: 2 }, () => {
      const began = performance.now()
      work()
      return performance.now() - began
    }),
  )

describe.each(shapes)('a thousand moves by vmotion, %s', (shape) => {
  test.each([
    ['linux', linuxStack, patient],
    ['windows-2008', windows, patient],
    ['linux with a keepalive', linuxStack, { ...patient, ...keepaliveAfter(30_000) }],
  ])('leave %s unaffected, and it is told at once', (_, stack, timers) => {
    const { verdict, either } = predict({ plan: thousand, shape, stack, timers })
    const [one, all] = [vmotion, thousand].map((plan) => quickest(() => predict({ plan, shape, stack, timers })))
    // About 200 times as long as one move. Without shortcuts it was over 600 times when one move took three times as long as now.
    expect((all ?? 0) / (one ?? 1)).toBeLessThan(1000)
    expect({ verdict, either: either.length }).toEqual({ verdict: 'unaffected', either: 1 })
  })
})

test('one move of the thousand that takes long is found, wherever it is', () => {
  const { phases } = thousand
  const long = { ...phases[1001], durationMs: 1500 } as Plan['phases'][number]
  const later = phases.slice(1002).map((each) => ({ ...each, startMs: each.startMs + 1500 }))
  const plan: Plan = { ...thousand, phases: [...phases.slice(0, 1001), long, ...later] }
  for (const shape of ['talking', 'listening'] as const) {
    expect(ask(plan, { shape })).toMatchObject({ verdict: 'stalled' })
  }
})

test('the longest wait of many moves is that of the unluckiest', () => {
  const once = ask(vmotion)
  const many = ask(thousand)
  expect(once.stallMs.min).toBeLessThan(100)
  expect(many.stallMs.min).toBeGreaterThan(200)
  expect(many.stallMs.max).toBeLessThan(220)
})

test('retransmissions that fall into one blackout after the other make a longer wait', () => {
  // The second, 0.3 s after the first, falls into the next blackout whenever the first is lost early.
  const often = repeated({ phases: [phase('brownout', 0, 0.2), phase('blackout', 0.2, 0.1)], outcome: 'moved' }, 100)
  const rarely = repeated({ phases: [phase('brownout', 0, 5), phase('blackout', 5, 0.1)], outcome: 'moved' }, 100)
  expect(ask(often, { stack: windows }).stallMs.max).toBeGreaterThan(ask(rarely, { stack: windows }).stallMs.max + 500)
})

describe('the margin of many moves', () => {
  const apart: Plan = { phases: [phase('blackout', 0, 3), phase('brownout', 3, 30)], outcome: 'moved' }

  test('is as far as that of one when one of them is longer', () => {
    const [one, many] = [ask(apart), ask(repeated(apart, 200))]
    expect([one.verdict, many.verdict]).toEqual(['stalled', 'stalled'])
    const longer = one.margin.longer?.byMs ?? 0
    expect(longer).toBeGreaterThan(100_000)
    expect(many.margin.longer?.verdict).toBe(one.margin.longer?.verdict)
  })

  test('is found for all of them being shorter', () => {
    const [one, many] = [ask(apart), ask(repeated(apart, 200))]
    expect(one.margin.shorter?.verdict).toBe('unaffected')
    expect(many.margin.shorter?.verdict).toBe('unaffected')
    // Of 200 silences one is unlucky.
    expect(many.margin.shorter?.byMs).toBeGreaterThanOrEqual(one.margin.shorter?.byMs ?? 0)
    expect(many.margin.shorter?.byMs).toBeLessThan(3000)
  })

  test('is found also when only the last moves bring the verdict', () => {
    // Calm for a hundred moves; then one that is as long stalls, since a shorter one follows at once.
    const calm = repeated(silentFor(0.5), 120, 10_000)
    const startMs = 120 * 10_000
    const tail = [0, 0.7, 1.4, 2.1].map((atS) => phase('blackout', startMs / 1000 + atS, 0.5))
    const { verdict, margin } = ask({ ...calm, phases: [...calm.phases, ...tail] }, { unaffectedBelowMs: 900 })
    expect(verdict).toBe('stalled')
    // The first hundred alone would be unaffected at any length that is near.
    expect(margin.longer?.verdict).not.toBe('unaffected')
    expect(margin.shorter?.verdict).toBe('unaffected')
    expect(margin.shorter?.byMs).toBeGreaterThan(50)
    expect(margin.shorter?.byMs).toBeLessThan(500)
  })
})
