/** VMs that write faster than the link carries, and what each product then does. */
import { describe, expect, test } from 'vitest'
import type { Plan } from '../../../src/plan.js'
import { type ParameterValues, planOf, readPreset } from '../../../src/scenario/preset.js'

/** The link carries some 125 MB/s. */
const tooFast = { hotSetMiB: 900, hotDirtyMBPerS: 500 }

const planned = (preset: string, changed: ParameterValues = {}): Plan =>
  planOf(readPreset(preset, '.'), { ...tooFast, ...changed }, { memoryMiB: 1024 })
const sharesOf = ({ phases }: Plan) =>
  phases.map(({ kind, cpuShare }) => (kind === 'brownout' ? (cpuShare ?? 1) : kind))

describe('VMotion', () => {
  test('slows the VM until it writes half of what the link carries, and keeps its goal', () => {
    const plan = planned('vmotion')
    expect(sharesOf(plan)).toEqual([1, 0.124502, 'blackout'])
    expect(plan.phases[1]?.because).toContain(
      'slowed to 12.5 % of its CPU, since it writes 502 MB a second, and the link carries 125 MB',
    )
    expect(plan.phases[2]?.durationMs).toBeLessThanOrEqual(540)
  })

  test('leaves a VM alone whose rounds shrink', () => {
    expect(sharesOf(planned('vmotion', { hotDirtyMBPerS: 60 }))).toEqual([1, 'blackout'])
  })

  test('before 2011 stopped as soon as rounds did not shrink', () => {
    const { phases, outcome } = planned('vmotion', { slowToLinkShare: 0 })
    expect(phases[1]?.durationMs).toBeGreaterThan(5000)
    expect(phases[1]?.because).toContain('do not get smaller any more: it writes 502 MB a second')
    expect(outcome).toBe('moved')
  })

  test('gives up a switch-over that takes too long, and the VM goes on where it was', () => {
    const { phases, outcome } = planned('vmotion', {
      slowToLinkShare: 0,
      abortSwitchOverMs: 5000,
      announceDelayMs: 1000,
    })
    expect(outcome).toBe('here')
    expect(phases.at(-1)).toMatchObject({ kind: 'blackout', durationMs: 5000, wire: 'hold' })
    expect(phases.at(-1)?.because).toMatch(/would take 7\.56 s; given up after 5 s, the VM goes on where it was$/)
  })
})

describe('QEMU', () => {
  test('cancels after 150 s a GiB, and the VM stays without a blackout', () => {
    expect(planned('kvm')).toEqual({
      phases: [
        {
          kind: 'brownout',
          startMs: 0,
          durationMs: 150_000,
          wire: 'none',
          because:
            '20132.7 MB copied in 22 rounds while the VM runs, at up to 1073.74 Mbit/s; cancelled after 150 s: ' +
            'it writes 502 MB a second, and the link carries 134.2 MB; the VM stays where it is',
        },
      ],
      outcome: 'here',
    })
  })

  test('with auto-converge takes 20 % of its CPU, then 10 % more each time, until the rest fits', () => {
    const plan = planned('kvm', { autoConverge: true })
    expect(sharesOf(plan)).toEqual([1, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1, 'blackout'])
    expect(plan.outcome).toBe('moved')
  })

  test('takes a step after two looks that saw too much written', () => {
    const { phases } = planned('kvm', { autoConverge: true })
    expect(phases.slice(0, 3).map(({ because }) => because.match(/\d+ rounds?/)?.[0])).toEqual([
      '2 rounds',
      '2 rounds',
      '2 rounds',
    ])
  })

  test('lets a throttled VM run 10 ms in each cycle', () => {
    for (const { cpuShare = 1, periodMs = 10 } of planned('kvm', { autoConverge: true }).phases) {
      expect(periodMs * cpuShare).toBeCloseTo(10, 1)
    }
  })

  test('takes 99 % at most, and cancels when even that does not help', () => {
    const plan = planned('kvm', { autoConverge: true, hotDirtyMBPerS: 100_000 })
    expect(sharesOf(plan).at(-1)).toBe(0.01)
    expect(plan.phases.at(-1)?.periodMs).toBe(1000)
    expect(plan.outcome).toBe('here')
  })

  test('does not throttle a VM that writes half as fast as is sent', () => {
    expect(sharesOf(planned('kvm', { autoConverge: true, hotDirtyMBPerS: 60 }))).toEqual([1, 'blackout'])
  })
})

test('Hyper-V suspends the VM after ten passes, for whatever remains', () => {
  const { phases, outcome } = planned('hyperv-live')
  expect(phases[0]?.because).toContain('in 10 rounds')
  expect(phases[1]?.durationMs).toBeGreaterThan(8000)
  expect(phases[1]?.because).toContain('last round allowed: it writes 502 MB a second, and the link carries 125 MB')
  expect(outcome).toBe('moved')
})

test('Xen stops after three times the memory', () => {
  const { phases } = planned('xen')
  expect(phases[1]?.because).toContain('more than 3 times the memory has been sent: it writes')
})

test('a link of next to nothing does not keep the planning busy', () => {
  expect(planned('kvm', { linkMbitPerS: 0.1 }).outcome).toBe('here')
})
