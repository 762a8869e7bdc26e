/** From points along the length of the pause to bands in which the same comes of a session. */
import { hasEnded } from '../cell.js'
import { groupBy } from '../group-by.js'
import type { Band, BandFate, Trial } from './result.js'

type Ending = NonNullable<Trial['cause']>

/** What came, or comes, of a session in pauses of one length. */
export interface Point extends Omit<Band, 'fate' | 'fromMs' | 'toMs'> {
  readonly ms: number
}

/** The same pause at several moments is a point. */
export const pointsOf = (trials: readonly Trial[]): readonly Point[] =>
  [...groupBy(trials, ({ plannedMs }) => plannedMs)]
    .map(([, alike]) => pointOf(alike, alike.reduce((sum, { pauseMs }) => sum + pauseMs, 0) / alike.length))
    .sort((one, other) => one.ms - other.ms)

const pointOf = (alike: readonly Trial[], ms: number): Point => {
  const ended = alike.filter(hasEnded)
  return {
    ms,
    outlived: 1 - ended.length / alike.length,
    endings: endingsOf(ended.map(({ cause }) => cause)),
    reconnected:
      ended.length === 0 ? 0 : ended.filter(({ verdict }) => verdict === 'reconnected').length / ended.length,
    of: alike.length,
  }
}

/** Each once, the most frequent first. */
export const endingsOf = (causes: readonly (Ending | null)[]): Ending[] =>
  [
    ...groupBy(
      causes.filter((cause) => cause !== null),
      ({ owner, setting, value }) => `${owner} ${setting} ${value}`,
    ),
  ]
    .sort(([, some], [, others]) => others.length - some.length)
    .flatMap(([, [first]]) => first ?? [])

/** @param points in order of their length */
export const bandsOf = (points: readonly Point[]): readonly Band[] => {
  const bands: Band[] = []
  for (const point of points) {
    const last = bands.at(-1)
    if (last !== undefined && isSame(last, point)) bands[bands.length - 1] = joined(last, point)
    else bands.push(bandOf(point))
  }
  return withoutChance(bands)
}

/**
 * So narrow a band, of its length, between two that are alike is chance. Where it depends on the moment, all few that were tried may have had the
 * same luck; and where sessions die, one whose request had been acknowledged and not answered at the freeze has nothing to retransmit and
 * lives. A death among those that live is never chance.
 */
const chance = 0.05

const withoutChance = (bands: readonly Band[]): readonly Band[] => {
  const index = bands.findIndex((band, index) => {
    const [before, after] = [bands[index - 1], bands[index + 1]]
    if (before === undefined || after === undefined || band.toMs - band.fromMs > band.toMs * chance) return false
    return before.fate === after.fate && before.fate !== 'outlives' && isSameKiller(before, after)
  })
  const [before, band, after] = bands.slice(Math.max(0, index - 1), index + 2)
  if (index < 1 || before === undefined || band === undefined || after === undefined) return bands
  const whole = joined(joined(before, { ...band, ms: band.toMs }), { ...after, ms: after.toMs })
  return withoutChance([...bands.slice(0, index - 1), whole, ...bands.slice(index + 2)])
}

const fateOf = ({ outlived }: Pick<Point, 'outlived'>): BandFate =>
  outlived === 1 ? 'outlives' : outlived === 0 ? 'ends' : 'either'

/** Whether another fate, or another main cause of it, lies between two points, so that there is a border. */
export const isSame = (one: Pick<Point, 'outlived' | 'endings'>, other: Pick<Point, 'outlived' | 'endings'>): boolean =>
  fateOf(one) === fateOf(other) && isSameKiller(one, other)

const isSameKiller = (
  { endings: [one] }: Pick<Point, 'endings'>,
  { endings: [other] }: Pick<Point, 'endings'>,
): boolean => one?.owner === other?.owner && one?.setting === other?.setting

const bandOf = ({ ms, ...point }: Point): Band => ({ ...point, fate: fateOf(point), fromMs: ms, toMs: ms })

const joined = (band: Band, { ms, outlived, reconnected, endings, of }: Point): Band => {
  const all = band.of + of
  const mean = (mine: number, its: number): number => (mine * band.of + its * of) / all
  return {
    ...band,
    toMs: ms,
    outlived: mean(band.outlived, outlived),
    reconnected: mean(band.reconnected, reconnected),
    endings: endingsOf([...band.endings, ...endings]),
    of: all,
  }
}

/** The longest pause that all sessions outlived, with all that are shorter; `null` where the shortest was too long. */
export const limitMs = ([first]: readonly Band[]): number | null => (first?.fate === 'outlives' ? first.toMs : null)
