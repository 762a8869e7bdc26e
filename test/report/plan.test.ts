import { expect, test } from 'vitest'
import { planReporters } from '../../src/report/plan.js'
import { cells } from './build-run.js'

const planned = { name: 'small', cells, profiles: {}, unaffectedBelowMs: 1000 }
const look = { columns: 80, colours: false, unicode: true }

test('a plan is told phase by phase with the reason for each, once for each VM that is moved', () => {
  expect(planReporters.pretty(planned, look)).toMatchInlineSnapshot(`
    "moved, 512 MiB: 9.0 s in all, 8.0 s of it blackout; then the same VM is on
    another host
       +0.0 s  brownout                1.0 s  100 MB copied while the VM runs
       +1.0 s  blackout, drop          8.0 s  8 s, for a test
    "
  `)
})

test('as JSON a plan has the cells of a report, without what only a run knows', () => {
  const { version, name, cells: told } = JSON.parse(planReporters.json(planned))
  expect({ version, name }).toEqual({ version: 1, name: 'small' })
  expect(told).toHaveLength(3)
  expect(told[0]).toEqual({
    id: 'moved/echo',
    preset: 'moved',
    memoryMiB: 512,
    vmNumber: null,
    session: 'echo',
    endsOn: 'guest',
    shape: 'talking',
    profile: 'linux',
    wire: 'drop',
    control: false,
    plan: [
      { kind: 'brownout', startMs: 0, durationMs: 1000, wire: 'none' },
      { kind: 'blackout', startMs: 1000, durationMs: 8000, wire: 'drop' },
    ],
    predicted: null,
  })
})

test('where the client’s profile is known, what is to be expected of each session stands below its VM', () => {
  const linux = { name: 'linux', summary: '', sysctls: {}, limits: [], sessions: {} }
  const told = planReporters.pretty({ ...planned, profiles: { linux } }, look)
  expect(told).toContain('echo on linux: stalled for 1')
  expect(told).toContain('console on linux: stalled for 1')
})
