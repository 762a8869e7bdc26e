import { expect, test } from 'vitest'
import { loadScenario } from '../../src/scenario/load.js'
import type { Narrow } from '../../src/scenario/narrow.js'
import { refusalOf } from './folder.js'

const load = (narrow: Narrow) => loadScenario('dynamic-it', narrow)
const moved = (narrow: Narrow) => load(narrow).cells.filter(({ control }) => !control)

test.each<[Narrow, number]>([
  [{}, 120],
  [{ preset: ['vmotion'] }, 40],
  [{ preset: ['vmotion', 'mscs-failover'] }, 80],
  [{ memory: ['1 GiB'] }, 24],
  [{ memory: ['1024MiB', '0.5 GiB'] }, 48],
  [{ session: ['echo'] }, 30],
  [{ profile: ['linux'] }, 60],
  [{ preset: ['vmotion'], memory: ['1 GiB'], session: ['echo'], profile: ['linux'] }, 1],
  [{ only: ['quick-migration/512MiB'] }, 8],
  [{ only: ['QUICK*echo*linux'] }, 5],
  [{ only: ['512MiB/echo', '1024MiB/echo'] }, 12],
  [{ only: ['quick'], session: ['echo'] }, 10],
  [{ preset: [], only: [] }, 120],
])('%j leaves %i cells', (narrow, count) => {
  expect(moved(narrow)).toHaveLength(count)
})

test('the control has the sessions and profiles that are left, and so have the profiles', () => {
  const { cells, profiles } = load({ only: ['quick-migration/8192MiB/echo/talking/linux'] })
  expect(cells.map(({ id }) => id)).toEqual([
    'quick-migration/8192MiB/echo/talking/linux',
    'control/8192MiB/echo/talking/linux',
  ])
  expect(Object.keys(profiles)).toEqual(['linux'])
})

test('the longest wait is that of what is left', () => {
  expect(load({ preset: ['mscs-failover'] }).settleMs).toBe(8200 + 30_000)
})

test('a VM of a series is taken by its number', () => {
  const { cells } = loadScenario('every-preset', { only: ['vm3'] })
  expect(cells.map(({ id }) => id)).toEqual([
    'drs/256MiB/vm3/echo/talking/windows-2008',
    'drs/256MiB/vm3/echo/talking/linux',
    'control/256MiB/echo/talking/windows-2008',
    'control/256MiB/echo/talking/linux',
  ])
})

test('what is not in the scenario is refused, with what is', () => {
  expect(refusalOf(() => load({ preset: ['vmoton'], memory: ['3 GiB', '1 GB'], session: ['none'] }))).toEqual([
    'memory: "1 GB" has an unknown unit; expected MiB, GiB or TiB; did you mean "1 GiB"?',
    'preset: "vmoton" is not in the scenario; expected vmotion, quick-migration or mscs-failover; did you mean vmotion?',
    'memory: "3072 MiB" is not in the scenario; expected 512 MiB, 1024 MiB, 2048 MiB, 4096 MiB or 8192 MiB',
    'session: "none" is not in the scenario; expected file-copy, console, database or echo',
  ])
})

test('leaving nothing is refused, with what there is', () => {
  expect(refusalOf(() => load({ preset: ['vmotion'], only: ['quick'] }))).toEqual([
    "nothing is left of the scenario's 120 cells after preset vmotion, only quick; they are like vmotion/512MiB/file-copy/talking/windows-2008, vmotion/512MiB/file-copy/talking/linux, vmotion/512MiB/console/talking/windows-2008",
  ])
})

test('text is taken as it is, whatever it means to a regular expression', () => {
  expect(refusalOf(() => load({ only: ['(.+'] }))[0]).toContain('nothing is left')
  expect(refusalOf(() => load({ only: ['vmotion.512'] }))[0]).toContain('nothing is left')
})
