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
    move: { method: 'suspend', parameters: { storageLinkMbitPerS: 1000, handOverMs: 0 } },
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

describe('a series', () => {
  const drs = (changed: Partial<ScenarioDocument> = {}) =>
    resolve({ presets: ['drs'], memory: ['256 MiB'], ...changed }).cells.filter(({ control }) => !control)

  test('has a VM for each of its number, and each of them has all sessions', () => {
    const cells = drs({ sessions: ['echo', 'database'], profiles: ['linux', 'windows-2008'] })
    expect(cells).toHaveLength(6 * 2 * 2)
    expect(cells.slice(8, 12).map(({ id }) => id)).toEqual([
      'drs/256MiB/vm3/echo/talking/linux',
      'drs/256MiB/vm3/echo/talking/windows-2008',
      'drs/256MiB/vm3/database/talking/linux',
      'drs/256MiB/vm3/database/talking/windows-2008',
    ])
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length)
  })

  test('numbers its VMs, and only those', () => {
    const { cells } = resolve({ presets: ['drs', 'vmotion'], memory: ['256 MiB'] })
    expect(cells.map(({ vm, vmNumber }) => [vm, vmNumber])).toEqual([
      ...[1, 2, 3, 4, 5, 6].map((number) => [`drs-256MiB-vm${number}`, number]),
      ['vmotion-256MiB', null],
      ['control', null],
    ])
  })

  test('gives each VM its own plan', () => {
    expect(drs().map(({ plan, wire }) => [plan.phases.length, planEndMs(plan), wire])).toEqual([
      [2, 2420, 'drop'],
      [2, 4840, 'drop'],
      [2, 7260, 'drop'],
      [0, 0, 'none'],
      [0, 0, 'none'],
      [0, 0, 'none'],
    ])
  })

  test('has as many VMs as the scenario asks for', () => {
    expect(drs({ presets: [{ name: 'drs', with: { vms: 9 }, as: 'nine' }] }).at(-1)?.id).toBe(
      'nine/256MiB/vm9/echo/talking/linux',
    )
  })

  test('begins again, in the other direction, when its last VM has been moved', () => {
    const starts = drs({ migrations: 2 }).map(({ plan }) =>
      plan.phases.flatMap(({ startMs, durationMs, to }) => (to === undefined ? [] : [[startMs + durationMs, to]])),
    )
    expect(starts.slice(0, 4)).toEqual([
      [
        [2420, 'B'],
        [7260 + 2420, 'A'],
      ],
      [
        [4840, 'C'],
        [7260 + 4840, 'A'],
      ],
      [
        [7260, 'C'],
        [7260 + 7260, 'A'],
      ],
      [],
    ])
  })
})

describe('migrations', () => {
  const phases = (migrations?: number) => resolve({ presets: ['vmotion'], migrations }).cells[0]?.plan.phases.length

  test('are one unless the scenario asks for more', () => {
    expect([phases(), phases(1), phases(3)]).toEqual([2, 2, 6])
  })

  test('leave the control alone', () => {
    expect(resolve({ presets: ['vmotion'], migrations: 3 }).cells.at(-1)).toMatchObject({
      control: true,
      plan: { phases: [] },
    })
  })

  test('are many without harm, with many sessions', () => {
    const { cells, settleMs } = resolve({
      presets: ['vmotion'],
      memory: ['1 MiB'],
      migrations: 10_000,
      sessions: ['echo', 'console', 'database', 'file-copy'],
      shapes: ['talking', 'idle', 'listening'],
      profiles: ['linux', 'windows-2008'],
    })
    expect(cells[0]?.plan.phases).toHaveLength(20_000)
    expect(settleMs).toBeGreaterThan(30_000)
  })

  test('of a machine that is lost are refused, and all of those at once', () => {
    expect(refusalOf(() => resolve({ presets: ['wsfc', 'vmotion', 'vmware-ha'], migrations: 2 }))).toEqual([
      'scenario: presets[0]: wsfc with 1024 MiB: a machine that is lost is not lost again; expected 1 migration',
      'scenario: presets[2]: vmware-ha with 1024 MiB: a machine that is lost is not lost again; expected 1 migration',
    ])
  })

  test('that take longer than a day are refused', () => {
    // 17.18 s each: 5029 of them are a day.
    expect(resolve({ migrations: 5029 }).cells[0]?.plan.phases).toHaveLength(5029)
    expect(() => resolve({ migrations: 5030 })).toThrow('expected at most 24 h')
    expect(refusalOf(() => resolve({ migrations: 6000 }))).toEqual([
      'scenario: presets[0]: quick-migration with 1024 MiB: the migrations would take 29 h; expected at most 24 h',
    ])
  })

  test.each([
    [0, '0 is too small; expected at least 1'],
    [10_001, '10001 is too big; expected at most 10000'],
    [1.5, '1.5 is a number; expected a whole number'],
  ])('of a number like %d are refused', (migrations, message) => {
    expect(refusalOf(() => resolve({ migrations }))).toEqual([`scenario: migrations: ${message}`])
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
