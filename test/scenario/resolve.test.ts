import { describe, expect, test } from 'vitest'
import { planEndMs } from '../../src/plan.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { refusalOf } from './folder.js'

const base: ScenarioDocument = {
  name: 'test',
  presets: ['quick-migration'],
  memory: ['1 GiB'],
  sessions: ['echo'],
  profiles: ['linux'],
}
const resolve = (changed: Partial<ScenarioDocument> = {}) => resolveScenario({ ...base, ...changed })

test('a cell says all there is to know about it', () => {
  const [cell] = resolve().cells
  expect(cell).toEqual({
    id: 'quick-migration/1024MiB/echo/talking/linux',
    vm: 'quick-migration-1024MiB',
    preset: 'quick-migration',
    memoryMiB: 1024,
    vmNumber: null,
    session: 'echo',
    endsOn: 'guest',
    shape: 'talking',
    profile: 'linux',
    wire: 'drop',
    plan: {
      phases: [
        {
          kind: 'blackout',
          startMs: 0,
          durationMs: 17_180,
          wire: 'drop',
          because: '1024 MiB saved in 8.59 s, restored in 8.59 s, over a storage link of 1000 Mbit/s',
        },
      ],
      outcome: 'moved',
    },
    timers: { counterpart: 'a program without timers of its own' },
    control: false,
  })
})

test('cells of one preset and size share a VM and its plan', () => {
  const { cells } = resolve({ sessions: ['echo', 'database'], profiles: ['linux', 'windows-2008'] })
  const moved = cells.filter(({ control }) => !control)
  expect(moved).toHaveLength(4)
  expect(new Set(moved.map(({ vm }) => vm))).toEqual(new Set(['quick-migration-1024MiB']))
  expect(new Set(moved.map(({ plan }) => plan)).size).toBe(1)
})

test('ids and VMs are unique also when a preset is there several times', () => {
  const { cells } = resolve({
    presets: [
      'quick-migration',
      { name: 'quick-migration', with: { storageLinkMbitPerS: 2000 } },
      { name: 'quick-migration', with: { storageLinkMbitPerS: 2000 }, as: 'fibre-channel' },
      'none',
    ],
  })
  expect(cells.map(({ vm }) => vm)).toEqual([
    'quick-migration-1024MiB',
    'quick-migration+storageLinkMbitPerS=2000-1024MiB',
    'fibre-channel-1024MiB',
    'none-1024MiB',
    'control',
  ])
  expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length)
  expect(cells.map(({ plan }) => planEndMs(plan))).toEqual([17_180, 8590, 8590, 0, 0])
})

describe('the control', () => {
  const { cells } = resolve({
    presets: ['vmotion', 'mscs-failover'],
    memory: ['2 GiB', '1 GiB'],
    sessions: ['echo', 'database'],
    profiles: ['linux', 'windows-2008'],
  })
  const control = cells.filter((cell) => cell.control)

  test('has each session from each profile once', () => {
    expect(control.map(({ id }) => id)).toEqual([
      'control/1024MiB/echo/talking/linux',
      'control/1024MiB/echo/talking/windows-2008',
      'control/1024MiB/database/talking/linux',
      'control/1024MiB/database/talking/windows-2008',
    ])
  })

  test('is one VM that stays where it is', () => {
    for (const cell of control) {
      expect(cell).toMatchObject({ vm: 'control', preset: 'none', wire: 'none', plan: { phases: [], outcome: 'here' } })
    }
  })

  test('has the timers of its profile', () => {
    expect(control.at(-1)?.timers.counterpart).toBe('SqlClient')
  })
})

describe('wire', () => {
  const wired = (preset: string, wire: ScenarioDocument['wire']) => resolve({ presets: [preset], wire }).cells[0]

  test('takes the place of the method’s in blackouts', () => {
    expect(wired('quick-migration', 'answer')).toMatchObject({
      wire: 'answer',
      plan: { phases: [{ kind: 'blackout', wire: 'answer' }] },
    })
  })

  test('leaves the other phases alone', () => {
    expect(wired('vmotion', 'answer')?.plan.phases.map(({ kind, wire }) => [kind, wire])).toEqual([
      ['brownout', 'none'],
      ['blackout', 'answer'],
    ])
  })

  test('leaves a lost machine alone: it cannot answer', () => {
    expect(wired('mscs-failover', 'answer')?.plan.phases.map(({ wire }) => wire)).toEqual(['drop', 'reset'])
    expect(wired('mscs-failover', 'answer')?.wire).toBe('drop')
  })
})

describe('the longest wait after the migration', () => {
  test('is the longest blackout again, and 30 s', () => {
    expect(resolve({ memory: ['512 MiB', '1 GiB'] }).settleMs).toBe(17_180 + 30_000)
  })

  test('is never longer than the longest interval between two retransmissions, and 30 s', () => {
    expect(resolve({ memory: ['64 GiB'] }).settleMs).toBe(150_000)
  })

  test('is what the scenario says', () => {
    expect(resolve({ memory: ['64 GiB'], settle: '5 s' }).settleMs).toBe(5000)
  })
})

test('what is wrong with a scenario built in code is told without line numbers', () => {
  expect(refusalOf(() => resolve({ presets: [{ name: 'vmotion', with: { linkMbitPerS: -1 } }], settle: '5' }))).toEqual(
    [
      'scenario: presets[0].with.linkMbitPerS: -1 is too small; expected at least 0.1',
      'scenario: settle: "5" has no unit; write "500 ms", "8 s" or "2 min"',
    ],
  )
})
