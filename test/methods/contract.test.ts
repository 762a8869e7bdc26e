import { describe, expect, test } from 'vitest'
import type { z } from 'zod'
import { methods } from '../../src/methods/index.js'
import type { Method } from '../../src/methods/method.js'
import { phaseKinds, wireModes } from '../../src/plan.js'
import { fixtureNames } from '../../src/scenario/fixture.js'
import { planOf, readPreset } from '../../src/scenario/preset.js'

const presets = fixtureNames('presets').map((name) => readPreset(name, '.'))
/** From a toy to more than anybody has. */
const sizes = [1, 100, 512, 1000, 1024, 4096, 8192, 65_536, 6_291_456]

describe.each(Object.entries(methods))('method %s', (name, method) => {
  const { parameters } = method as Method

  test('has a preset that uses it', () => {
    expect(presets.map((preset) => preset.method)).toContain(name)
  })

  test('says what it and each of its parameters is', () => {
    expect(method.summary).not.toBe('')
    for (const [parameter, schema] of Object.entries(parameters.shape) as [string, z.ZodType][]) {
      expect(schema.description, parameter).toMatch(/\w/)
    }
  })

  test('has the unit of each figure in its name', () => {
    for (const [parameter, schema] of Object.entries(parameters.shape)) {
      if (isNumber(schema)) {
        expect(parameter).toMatch(
          /(Ms|MiB|KiB|MBPerS|MbitPerS|Share|Rounds|Steps|Stuns|Heartbeats|TimesMemory|MsPerGiB|[hH]osts|vms)$/,
        )
      }
    }
  })

  test('refuses parameters that it does not know', () => {
    expect(parameters.safeParse({ nonsense: 1 }).success).toBe(false)
  })
})

describe.each(presets)('preset $name', (preset) => {
  test.each(sizes)('plans a VM of %i MiB in order, without overlap, in whole milliseconds', (memoryMiB) => {
    const { phases } = planOf(preset, {}, { memoryMiB })
    let endMs = 0
    for (const { kind, startMs, durationMs, wire, cpuShare = 1, periodMs, because } of phases) {
      expect(phaseKinds).toContain(kind)
      expect(wireModes).toContain(wire)
      expect(startMs).toBeGreaterThanOrEqual(endMs)
      expect(durationMs).toBeGreaterThanOrEqual(0)
      expect(Number.isSafeInteger(startMs)).toBe(true)
      expect(Number.isSafeInteger(durationMs)).toBe(true)
      expect(cpuShare).toBeGreaterThan(0)
      expect(cpuShare).toBeLessThanOrEqual(1)
      if (periodMs !== undefined) expect(periodMs).toBeGreaterThan(0)
      expect(because).not.toMatch(/NaN|undefined|Infinity/)
      endMs = startMs + durationMs
    }
  })

  test('cuts the wire in every blackout', () => {
    const { phases } = planOf(preset, {}, { memoryMiB: 1024 })
    for (const phase of phases) if (phase.kind === 'blackout') expect(phase.wire).not.toBe('none')
  })

  test('ends as its last phases say', () => {
    const { phases, outcome } = planOf(preset, {}, { memoryMiB: 1024 })
    const blackouts = phases.filter(({ kind }) => kind === 'blackout')
    expect(phases.some(({ kind }) => kind === 'reboot')).toBe(outcome === 'replaced')
    // Packets to a VM that stays in its place wait for it; those to one that leaves are lost.
    expect(blackouts.every(({ wire }) => wire === 'hold')).toBe(outcome === 'here')
  })
})

const isNumber = (schema: unknown): boolean => {
  const type = schema as { def: { type: string; innerType?: unknown } }
  return type.def.type === 'optional' ? isNumber(type.def.innerType) : type.def.type === 'number'
}
