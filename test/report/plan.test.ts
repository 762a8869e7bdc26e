import { describe, expect, test } from 'vitest'
import type { Phase, Plan } from '../../src/plan.js'
import type { Look } from '../../src/report/look.js'
import { type Planned, planReporters } from '../../src/report/plan.js'
import { loadScenario } from '../../src/scenario/load.js'
import { takenOverAfter } from '../predict/plans.js'
import { blackout, cells } from './build-run.js'

const planned: Planned = { name: 'small', cells, profiles: {}, unaffectedBelowMs: 1000, baselineMs: 3000 }
const look: Look = { columns: 80, colours: false, unicode: true }
const linux = { name: 'linux', summary: '', sysctls: {}, limits: [], sessions: {} }
const impatient = {
  ...linux,
  sysctls: { 'net.ipv4.tcp_retries2': { value: 5, source: 'a test', status: 'assumed' as const } },
}

const lines = (text: string): string[] => text.split('\n')

/** The plan of one VM, with nothing said of its sessions. */
const shown = (plan: Plan, { columns = 80, unicode = true } = {}): string[] =>
  lines(
    planReporters.pretty(
      { ...planned, cells: cells.slice(0, 1).map((cell) => ({ ...cell, plan })) },
      { ...look, columns, unicode },
    ),
  )

const phase = (kind: Phase['kind'], startMs: number, durationMs: number, because = 'a test'): Phase => ({
  kind,
  startMs,
  durationMs,
  wire: kind === 'brownout' ? 'none' : 'drop',
  because,
})

test('a plan is drawn along time, then told phase by phase with the reason for each, once for each VM that is moved', () => {
  expect(planReporters.pretty(planned, look)).toMatchInlineSnapshot(`
    "moved, 512 MiB: 9.0 s in all, 8.0 s of it blackout; then the same VM is on
    another host
                      0 s         2 s         4 s         6 s         8 s
                      ┼───────────┼───────────┼───────────┼───────────┼──────
      brownout        ░░░░░░                                                   1.0 s
      blackout, drop        █████████████████████████████████████████████████  8.0 s

       +0.0 s  brownout        1.0 s  100 MB copied while the VM runs
       +1.0 s  blackout, drop  8.0 s  8 s, for a test
    "
  `)
})

describe('the chart', () => {
  const every: Plan = {
    outcome: 'moved',
    phases: [
      phase('brownout', 0, 4000),
      phase('blackout', 4000, 2000),
      phase('path-repair', 6000, 1000),
      phase('reboot', 7000, 3000),
    ],
  }

  test('has a lane and a letter of its own for each kind of phase, also in ASCII', () => {
    expect(shown(every, { columns: 60, unicode: false }).slice(2, 8)).toMatchInlineSnapshot(`
      [
        "                     0 s             5 s",
        "                     +---------------+---------------",
        "  brownout           .............                     4.0 s",
        "  blackout, drop                  ######               2.0 s",
        "  path-repair, drop                     ===            1.0 s",
        "  reboot, drop                             %%%%%%%%%%  3.0 s",
      ]
    `)
    const letters = shown(every)
      .slice(4, 8)
      .map((line) => /(\S)\1+ +\d/.exec(line)?.[1])
    expect(new Set(letters).size).toBe(4)
  })

  test.each([0, 1_800_000, 3_599_000])('shows a blackout of 1 ms in an hour, at %d ms', (atMs) => {
    const plan: Plan = {
      outcome: 'moved',
      phases: [phase('brownout', 0, atMs), phase('blackout', atMs, 1), phase('brownout', atMs + 1, 3_600_000 - atMs)],
    }
    const lane = shown(plan).find((line) => line.startsWith('  blackout')) ?? ''
    expect(lane).toMatch(/^ {2}blackout, drop +│ +1 ms$/)
    // In its place: the lane begins after the label, and what it is told in ends the line.
    const axis = shown(plan).find((line) => line.includes('┼')) ?? ''
    const share = (lane.indexOf('│') - axis.indexOf('┼')) / (axis.length - axis.indexOf('┼'))
    expect(share).toBeCloseTo(atMs / 3_600_000, 1)
  })

  test('draws nothing for a VM to which nothing is done', () => {
    expect(shown({ phases: [], outcome: 'here' })).toEqual(['moved, 512 MiB: nothing is done', ''])
  })

  test('of hundreds of phases is no longer than of a few, and they are told by what they have in common', () => {
    const phases = Array.from({ length: 300 }, (_, n) => [
      phase('blackout', n * 1000, 100 + (n % 2) * 50, `stopped again, ${n + 1} of 300`),
      phase('brownout', n * 1000 + 150, 850, 'the VM runs for 0.85 s'),
    ]).flat()
    const text = shown({ phases, outcome: 'here' }, { columns: 110 })
    expect(text.length).toBeLessThan(15)
    expect(text.join('\n')).toContain('300 x 0.10 to 0.15 s  stopped again, 1 of 300 (the first of 300 alike)')
    expect(text.join('\n')).toMatch(/blackout, drop {2}│+ {2}37\.5 s in 300\n {2}brownout {8}░+ {2}255 s in 300/)
  })

  test('of many phases that have nothing in common names the first, and counts the others', () => {
    const phases = Array.from({ length: 20 }, (_, n) => phase('blackout', n * 1000, 500, 'x'.repeat(n + 1)))
    const text = shown({ phases, outcome: 'here' })
    expect(text.filter((line) => line.startsWith('   +'))).toHaveLength(8)
    expect(text.join('\n')).toContain('and 12 more phases')
  })
})

describe('what is to be expected', () => {
  const told = (profiles: Planned['profiles'], plan?: Plan): string =>
    planReporters.pretty(
      { ...planned, profiles, cells: plan === undefined ? cells : cells.map((cell) => ({ ...cell, plan })) },
      { ...look, columns: 110 },
    )

  test('stands below its VM: how long the stall, how far the next verdict', () => {
    expect(told({ linux })).toMatch(
      / {2}~ stalled {6}13\.\d s {2}both sessions\n {6}longer {3}by 90\d s: died, net\.ipv4\.tcp_retries2=15\n {6}shorter {2}by 7\.\d s: unaffected\n/,
    )
  })

  test('of who is to die, also which timer decides, and the setting with which it would outlive', () => {
    const text = told({ linux: impatient })
    expect(text).toMatch(
      / {2}✗ died {6}.* {2}both sessions\n {6}decides {2}at 1\d\.\d.* s, after the VM is back: net\.ipv4\.tcp_retries2=5, its last try at [67]\.\d/,
    )
    expect(text).toContain('      remedy   stalled with net.ipv4.tcp_retries2=6 (now 5)\n')
  })

  test('of who is reset by a new stack, that no setting helps', () => {
    expect(told({ linux }, takenOverAfter(8))).toMatch(/remedy {3}no setting: who comes back knows no old connection/)
  })

  test('tells both ways it may go, with their shares', () => {
    const near: Plan = { phases: [phase('blackout', 0, 6800)], outcome: 'moved' }
    expect(told({ linux: impatient }, near)).toMatch(/either {3}\w+ [\d to]+ %, \w+ [\d upto]+ %/)
  })

  test('names a session by where it ends and by its shape', () => {
    const [cell] = cells
    if (cell === undefined) throw new Error('no cell')
    const odd = [
      { ...cell, session: 'console' as const, endsOn: 'host' as const },
      { ...cell, shape: 'listening' as const },
    ]
    const text = planReporters.pretty({ ...planned, cells: odd, profiles: { linux } }, look)
    expect(text).toContain('console@host on linux')
    expect(text).toContain('echo listening on linux')
  })
})

describe.each(['demo', 'every-preset'])('the scenario %s', (name) => {
  const scenario = loadScenario(name, {})

  test.each([40, 60, 80, 100, 140])('has no line longer than a terminal of %d columns', (columns) => {
    const text = planReporters.pretty(scenario, { ...look, columns })
    expect(lines(text).filter(({ length }) => length > columns)).toEqual([])
  })

  test('says by colour nothing that it does not say by letters', () => {
    const coloured = planReporters.pretty(scenario, { ...look, colours: true })
    expect(coloured).toContain('\u001b[')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(planReporters.pretty(scenario, look))
  })

  test('is ASCII where nothing else is sure to arrive', () => {
    expect(planReporters.pretty(scenario, { ...look, unicode: false })).toMatch(/^[\x20-\x7e\n]*$/)
  })
})

test('a VM that comes back is not said to stay, nor to be elsewhere', () => {
  const there = { ...blackout, to: 'B' as const }
  const back = { ...blackout, startMs: 20_000, to: 'A' as const }
  const plan: Plan = { phases: [there, back], outcome: 'here' }
  const returned = cells.slice(0, 1).map((cell) => ({ ...cell, plan }))
  expect(planReporters.pretty({ ...planned, cells: returned }, look)).toContain('then the VM is back on its')
})

test('as JSON a plan has the cells of a report, without what only a run knows', () => {
  const { version, name, cells: told } = JSON.parse(planReporters.json(planned))
  expect({ version, name }).toEqual({ version: 1, name: 'small' })
  expect(told).toHaveLength(3)
  expect(told[0]).toEqual({
    id: 'moved/echo',
    expected: null,
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

test('as JSON what is predicted has what decides, the margins both ways and the remedy', () => {
  const { cells: told } = JSON.parse(planReporters.json({ ...planned, profiles: { linux: impatient } }))
  expect(told[0].predicted).toMatchObject({
    verdict: 'died',
    decides: { setting: 'net.ipv4.tcp_retries2', value: 5, afterBack: true },
    margin: { longer: null, shorter: { verdict: 'stalled' } },
    remedy: { changes: [{ setting: 'net.ipv4.tcp_retries2', from: 5, to: 6 }], verdict: 'stalled' },
  })
})
