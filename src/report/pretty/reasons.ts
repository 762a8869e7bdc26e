/**
 * Why sessions fared as they did. Sessions of one move mostly share a fate, give or take a tenth of a second, so reasons that differ in
 * nothing but their times are told once: "gave up 1.7 to 1.9 s after the VM was back". The record has each one's own.
 */
import { groupBy } from '../../group-by.js'
import type { CellResult } from '../../result.js'
import { sessionName } from '../session-name.js'
import { which } from './which.js'

export interface Reason {
  readonly who: string
  readonly why: string
}

/** @param cells of one move; an unaffected one needs no reason */
export const reasonsOf = (cells: readonly CellResult[]): Reason[] => {
  const affected = cells.filter(({ verdict }) => verdict !== 'unaffected')
  const alike = groupBy(affected, ({ profile, verdict, why }) => JSON.stringify([profile, verdict, timeless(why)]))
  const told = groupBy([...alike.values()], (group) => together(group.map(({ why }) => why)))
  return [...told].map(([why, groups]) => ({
    who: cells.length === 1 ? cells.map(sessionName).join('') : which(groups.flat(), cells),
    why,
  }))
}

/** In what way cells of one move are known to come out otherwise with a real guest. */
export const knownLimitsIn = (cells: readonly CellResult[]): Reason[] =>
  [...new Set(cells.flatMap(({ knownLimits = [] }) => knownLimits))].map((why) => ({
    who: which(
      cells.filter(({ knownLimits }) => knownLimits?.includes(why)),
      cells,
    ),
    why,
  }))

/** What a reason's times look like. */
const times = /\d+(?:\.\d+)?(?= m?s\b)/g

/** The reason without them. */
export const timeless = (why: string): string => why.replaceAll(times, '#')

/** One reason for all. @param whys that differ in their times only */
export const together = (whys: readonly string[]): string => {
  const all = whys.map((why) => why.match(times) ?? [])
  let index = 0
  return (whys[0] ?? '').replaceAll(times, () => {
    const shown = all.map((each) => each[index] ?? '').sort((a, b) => Number(a) - Number(b))
    index += 1
    const [least = '', most = ''] = [shown[0], shown.at(-1)]
    return least === most ? least : `${least} to ${most}`
  })
}
