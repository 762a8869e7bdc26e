import { describe, expect, test } from 'vitest'
import { predictCell } from '../../src/predict/cell.js'
import type { CellResult } from '../../src/result.js'
import { loadScenario } from '../../src/scenario/load.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import { chosenFor } from '../../src/tune/candidates.js'
import { allTurned, type Machine, turned } from '../../src/tune/change.js'
import { foreseen } from '../../src/tune/foreseen.js'
import { nextChange } from '../../src/tune/next-change.js'
import { apart, machinesOf, proofScenario } from '../../src/tune/proof.js'
import { planOf, sweep } from '../../src/tune/sweep.js'

const scenario = resolveScenario({
  name: 'two',
  presets: ['pause'],
  memory: ['1 GiB'],
  sessions: ['echo', 'database'],
  profiles: ['windows-2008', 'linux'],
  shapes: ['talking', 'idle'],
})
const machines = machinesOf(scenario).map(
  (machine): Machine => ({ ...machine, cell: { ...machine.cell, wire: 'drop' } }),
)
const find = (session: string, profile: string, shape: string): Machine => {
  const found = machines.find(
    ({ cell }) => cell.session === session && cell.profile === profile && cell.shape === shape,
  )
  if (found === undefined) throw new Error('no such machine')
  return found
}
const verdictsOf = ({ cell, profile, guest }: Machine, ms: number): string[] => {
  const plan = planOf({ ms, wire: 'drop' })
  return predictCell({ ...cell, plan }, profile, { ...scenario, guest })?.either.map(({ verdict }) => verdict) ?? []
}

describe('what is chosen', () => {
  test.each([
    ['echo', 'windows-2008', 'talking'],
    ['database', 'windows-2008', 'talking'],
    ['echo', 'linux', 'talking'],
    ['database', 'linux', 'idle'],
  ])('saves %s on %s, %s, and notices a dead host', (session, profile, shape) => {
    const machine = find(session, profile, shape)
    const chosen = chosenFor(machine, 54_000, scenario)
    const verdicts = verdictsOf(allTurned(machine, chosen?.changes ?? []), 54_000)
    expect(['stalled', 'unaffected']).toEqual(expect.arrayContaining(verdicts))
    expect(chosen?.noticesMs).toBeGreaterThan(54_000)
    expect(chosen?.noticesMs).toBeLessThan(3 * 54_000)
  })

  test('is the least that will do: one retransmission less, and it dies', () => {
    const machine = find('echo', 'windows-2008', 'talking')
    const { changes = [] } = chosenFor(machine, 54_000, scenario) ?? {}
    expect(verdictsOf(machine, 54_000)).toEqual(['died'])
    const fewer = changes.map((change) =>
      change.setting.endsWith('retries2') ? { ...change, to: change.to - 1 } : change,
    )
    expect(verdictsOf(allTurned(machine, fewer), 54_000)).toContain('died')
  })

  test('is nothing of a program of one’s own', () => {
    const [own] = machinesOf(loadScenario('psql'))
    expect(own && chosenFor(own, 54_000, scenario)).toBeUndefined()
  })
})

describe('a setting that is turned', () => {
  const [own] = machinesOf(loadScenario('psql', { session: ['psql-user-timeout'] }))
  const echo = find('echo', 'linux', 'talking')

  test('stands where it lives', () => {
    const kernel = { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', from: 15, to: 9 } as const
    expect(turned(echo, kernel)?.profile.sysctls['net.ipv4.tcp_retries2']?.value).toBe(9)
    expect(turned(echo, { ...kernel, owner: 'server kernel' })?.guest.sysctls).toEqual({ 'net.ipv4.tcp_retries2': 9 })
    const socket = { owner: 'client kernel', setting: 'TCP_USER_TIMEOUT', from: null, to: 60_000 } as const
    expect(turned(echo, socket)?.cell.timers.userTimeout?.value).toBe(60_000)
    const idle = { ...socket, setting: 'TCP_KEEPIDLE', to: 10_000 }
    expect(turned(echo, idle)?.cell.timers.keepalive).toMatchObject({ value: true, idleMs: 10_000 })
  })

  test('of somebody’s own program is a variable of its environment', () => {
    const change = { owner: 'client program', setting: 'tcp_user_timeout', from: 20_000, to: 60_000 } as const
    expect(own?.cell.command?.client.settings).toEqual({ tcp_user_timeout: 20_000 })
    expect(own && turned(own, change)?.cell.command?.client.settings).toEqual({ tcp_user_timeout: 60_000 })
  })

  test('and that nobody knows is not turned', () => {
    expect(turned(echo, { owner: 'library', setting: 'nonsense', from: null, to: 1 })).toBeUndefined()
  })
})

describe('what is played', () => {
  const pauses = [
    { ms: 1000, wire: 'drop', repeat: 1 },
    { ms: 1000, wire: 'drop', repeat: 2 },
    { ms: 5000, wire: 'hold', repeat: 1 },
  ] as const

  test('is every session once to a VM for each pause, at moments that differ, and the control', () => {
    const { cells, settleMs } = sweep(scenario, pauses)
    const moved = cells.filter(({ control }) => !control)
    expect(moved).toHaveLength(3 * 8)
    expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length)
    expect(new Set(moved.map(({ vm }) => vm)).size).toBe(3)
    expect(new Set(moved.map(({ plan }) => plan.phases[0]?.startMs)).size).toBe(3)
    expect(cells.filter(({ control }) => control)).toHaveLength(8)
    expect(settleMs).toBe(35_000)
  })

  test('has a client machine for each that is tuned, set as it is to be', () => {
    const change = { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', from: 5, to: 8 } as const
    const tuned = apart([
      allTurned(find('echo', 'windows-2008', 'talking'), [change]),
      find('database', 'linux', 'idle'),
    ])
    const { cells, profiles } = proofScenario(scenario, tuned, pauses)
    const moved = cells.filter(({ control }) => !control)
    expect(moved).toHaveLength(3 * 2)
    const [first] = moved
    expect(profiles[first?.profile ?? '']?.sysctls['net.ipv4.tcp_retries2']?.value).toBe(8)
    expect(scenario.profiles['windows-2008']?.sysctls['net.ipv4.tcp_retries2']?.value).toBe(5)
  })
})

test('bands are foreseen with the timer that draws the border, and held packets are outlived longer', () => {
  const { cell, profile } = find('echo', 'windows-2008', 'talking')
  const limitOf = (wire: 'drop' | 'hold'): number => {
    const bands = foreseen({ ...cell, wire }, profile, scenario, [100, 60_000])
    expect(bands?.at(-1)).toMatchObject({ fate: 'ends', endings: [{ setting: 'net.ipv4.tcp_retries2', value: 5 }] })
    return bands?.[0]?.toMs ?? 0
  }
  expect(limitOf('hold')).toBeGreaterThan(limitOf('drop') * 1.5)
})

describe('what is turned next, from what was measured', () => {
  const [own] = machinesOf(loadScenario('psql', { session: ['psql-user-timeout'] }))
  const pauseMs = 50_000
  const phase = { kind: 'blackout', startMs: 400, durationMs: pauseMs, wire: 'drop' } as const
  const died = (cause: Partial<NonNullable<CellResult['cause']>>): CellResult =>
    ({ achieved: [phase], cause: { owner: 'client kernel', needed: null, firedAtMs: 20_400, ...cause } }) as CellResult
  const next = (cause: Partial<NonNullable<CellResult['cause']>>, machine = own) =>
    machine && nextChange(died(cause), machine, [])

  test('is what the cause names, where it is a kernel’s', () => {
    const needed = { setting: 'net.ipv4.tcp_retries2', value: 9 }
    expect(next({ needed })).toEqual({ owner: 'client kernel', setting: needed.setting, from: 15, to: 9 })
    expect(next({ needed, owner: 'server kernel' })).toMatchObject({ owner: 'server kernel', to: 9 })
  })

  test('is the program’s own setting, in proportion to how long it held', () => {
    expect(next({})).toEqual({ owner: 'client program', setting: 'tcp_user_timeout', from: 20_000, to: 55_000 })
  })

  test('and more of it, where it held until the VM was back', () => {
    expect(next({ firedAtMs: 52_000 })).toMatchObject({ from: 20_000, to: 30_000 })
  })

  test('is nothing where nothing can be turned', () => {
    const [plain] = machinesOf(loadScenario('psql', { session: ['psql'] }))
    expect(next({}, plain)).toBeUndefined()
  })
})
