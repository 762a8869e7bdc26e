/** A session's story in numbers and words: what `outlive explain` tells as text. Pure; a page draws it. */
import { happenings } from '../explain/happenings.js'
import { momentsOf, stretchOf } from '../explain/moments.js'
import { connectsOf, failedTalkMs, serviceOf, timerOf, waitsOf } from '../explain/strands.js'
import type { Told } from '../explain/told.js'
import { wordRows } from '../explain/words.js'
import { settingInWords } from '../setting.js'
import type { Stretch } from '../time-line.js'
import { bounded, boundedToEnds } from './bounded.js'
import type { Story } from './data.js'

/** About as many as a line of the widest drawing has room for. */
const bins = 160
const mostMarks = 120
const mostFailures = 60
const mostHappenings = 48

export const storyOf = (told: Told): Story => {
  const { fromMs, toMs } = stretchOf(told)
  const binMs = (toMs - fromMs) / bins
  const isLong = ({ durationMs }: Stretch): boolean => durationMs >= binMs * 2
  /** The part of it that is drawn. */
  const drawn = <Some extends Stretch>(some: Some): readonly Some[] => {
    const [startMs, endMs] = [Math.max(fromMs, some.startMs), Math.min(toMs, some.startMs + some.durationMs)]
    return endMs < startMs ? [] : [rounded({ ...some, startMs, durationMs: endMs - startMs })]
  }
  return {
    fromMs: Math.round(fromMs),
    toMs: Math.round(toMs),
    exchanges: binned(
      told.seen.exchanges.map(([endMs]) => told.sinceStart(endMs)),
      fromMs,
      binMs,
    ),
    waits: bounded(waitsOf(told).flatMap(drawn).filter(isLong), mostMarks, ({ durationMs }) => durationMs),
    failedMs: failedTalkMs(told).slice(0, mostFailures).map(Math.round),
    resent: bounded(
      told.resent.map(({ atMs, number, seen }) => ({ atMs: Math.round(atMs), number, seen })),
      mostMarks,
      ({ number }) => number,
    ),
    timer: timer(told),
    connects: boundedToEnds(connectsOf(told).flatMap(drawn), mostFailures),
    service: boundedToEnds(
      serviceOf(told).map(({ atMs, event }) => ({ atMs: Math.round(atMs), event })),
      mostFailures,
    ),
    moments: momentsOf(told),
    words: wordRows(told),
    happenings: boundedToEnds(
      happenings(told).map((each) => ({ ...each, atMs: Math.round(each.atMs) })),
      mostHappenings,
    ),
  }
}

const binned = (times: readonly number[], fromMs: number, binMs: number): number[] => {
  const counts = Array.from({ length: bins }, () => 0)
  for (const ms of times) {
    const at = Math.floor((ms - fromMs) / binMs)
    if (at >= 0 && at < bins) counts[at] = (counts[at] ?? 0) + 1
  }
  return counts
}

const rounded = <Some extends Stretch>(some: Some): Some => ({
  ...some,
  startMs: Math.round(some.startMs),
  durationMs: Math.round(some.durationMs),
})

const timer = (told: Told): Story['timer'] => {
  const ran = timerOf(told)
  const { cause } = told.result
  return ran === undefined ? null : { ...rounded(ran), name: (cause && settingInWords(cause)) ?? null }
}
