import { describe, expect, test } from 'vitest'
import { UsageError } from '../src/errors.js'
import { destinationOf, type Phase, type Plan, planEndMs } from '../src/plan.js'
import { repeated } from '../src/repeated.js'
import { planOf, readPreset } from '../src/scenario/preset.js'
import { refusalOf } from './scenario/folder.js'

const phase = (kind: Phase['kind'], startMs: number, durationMs: number, changes: Partial<Phase> = {}): Phase => ({
  kind,
  startMs,
  durationMs,
  wire: kind === 'brownout' ? 'none' : 'drop',
  because: 'a test',
  ...changes,
})
const move: Plan = { phases: [phase('brownout', 0, 270), phase('blackout', 270, 90)], outcome: 'moved' }
const stun: Plan = { phases: [phase('blackout', 0, 200, { wire: 'hold' })], outcome: 'here' }

/** [start of the blackout, host that it leads to] */
const moves = (plan: Plan) =>
  plan.phases.flatMap((each, index) =>
    each.kind === 'blackout' ? [[each.startMs, destinationOf(plan, index)] as const] : [],
  )

describe('a plan that is repeated', () => {
  test('once is itself', () => {
    expect(repeated(move, 1)).toBe(move)
  })

  test('goes there and back again, each time when the last has ended', () => {
    expect(moves(repeated(move, 4))).toEqual([
      [270, 'B'],
      [630, 'A'],
      [990, 'B'],
      [1350, 'A'],
    ])
  })

  test('says of every move where it leads', () => {
    const { phases } = repeated(move, 3)
    expect(phases.map(({ kind, to }) => [kind, to])).toEqual([
      ['brownout', undefined],
      ['blackout', 'B'],
      ['brownout', undefined],
      ['blackout', 'A'],
      ['brownout', undefined],
      ['blackout', 'B'],
    ])
  })

  test('says of what is done on the way back that it is', () => {
    const said = (plan: Plan) => repeated(plan, 3).phases.map(({ because }) => because)
    expect(said(move)).toEqual(['a test', 'a test', 'back again: a test', 'back again: a test', 'a test', 'a test'])
    expect(said(stun)).toEqual(['a test', 'a test', 'a test'])
  })

  test('is on another host afterwards, or where it was', () => {
    expect(repeated(move, 3).outcome).toBe('moved')
    expect(repeated(move, 4).outcome).toBe('here')
  })

  test('has as many phases and lasts as long as so many of it', () => {
    const thousand = repeated(move, 1000)
    expect(thousand.phases).toHaveLength(2000)
    expect(planEndMs(thousand)).toBe(360_000)
  })

  test('may wait for others before it begins again', () => {
    expect(moves(repeated(move, 3, 1000)).map(([startMs]) => startMs)).toEqual([270, 1270, 2270])
  })

  test('leaves a VM that stays where it is', () => {
    expect(repeated(stun, 3)).toMatchObject({ outcome: 'here', phases: [{ startMs: 0 }, { startMs: 200 }, {}] })
    expect(moves(repeated(stun, 3)).map(([, to]) => to)).toEqual([undefined, undefined, undefined])
  })

  test('moves at the last blackout, not at a stun before it', () => {
    const stunned: Plan = { phases: [phase('blackout', 0, 10), phase('blackout', 100, 90)], outcome: 'moved' }
    expect(moves(repeated(stunned, 2)).map(([, to]) => to)).toEqual([undefined, 'B', undefined, 'A'])
  })

  test('goes back the way it came, also by way of other hosts', () => {
    const around: Plan = {
      phases: [phase('blackout', 0, 10, { to: 'C' }), phase('blackout', 100, 10, { to: 'D' })],
      outcome: 'moved',
      startsOn: 'B',
    }
    const thrice = repeated(around, 3)
    expect(moves(thrice).map(([, to]) => to)).toEqual(['C', 'D', 'C', 'B', 'C', 'D'])
    expect(thrice.startsOn).toBe('B')
    expect([repeated(around, 2).outcome, thrice.outcome]).toEqual(['here', 'moved'])
  })

  test('stays empty when nothing is done', () => {
    expect(repeated({ phases: [], outcome: 'here' }, 1000)).toEqual({ phases: [], outcome: 'here' })
  })
})

test.each(['mscs-failover', 'vmware-ha'])('a machine that %s loses is not lost again', (preset) => {
  const plan = planOf(readPreset(preset, '.'), {}, { memoryMiB: 256 })
  expect(repeated(plan, 1)).toBe(plan)
  expect(() => repeated(plan, 2)).toThrow(UsageError)
  expect(refusalOf(() => repeated(plan, 2))).toEqual(['a machine that is lost is not lost again; expected 1 migration'])
})

test.each([0, -1, 1.5, Number.NaN])('%d times is a mistake', (times) => {
  expect(() => repeated(move, times)).toThrow(RangeError)
})
