/** Which stretch of time a session's story is drawn on, and the moments in it that the eye looks for. */
import { lastBlackoutEndMs } from '../pretty/back.js'
import type { Told } from './told.js'

export interface Moment {
  readonly kind: 'start' | 'back' | 'dead' | 'again'
  readonly atMs: number
  readonly name: string
}

/** In order of time. */
export const momentsOf = ({ seen, result, sinceStart, againMs }: Told): Moment[] => {
  const back = lastBlackoutEndMs(result)
  const { gaveUp } = seen
  const moments: Moment[] = [
    { kind: 'start', atMs: 0, name: 'start' },
    ...(back === undefined ? [] : [{ kind: 'back' as const, atMs: back, name: 'VM back' }]),
    ...(gaveUp === undefined ? [] : [{ kind: 'dead' as const, atMs: sinceStart(gaveUp.atMs), name: 'dead' }]),
    ...(gaveUp !== undefined || againMs === undefined
      ? []
      : [{ kind: 'again' as const, atMs: againMs, name: 'talks again' }]),
  ]
  return moments.sort((a, b) => a.atMs - b.atMs)
}

/** From a little before the migration until a little after the last that matters. */
export const stretchOf = (told: Told): { readonly fromMs: number; readonly toMs: number } => {
  const endMs = lastThatMattersMs(told)
  return { fromMs: -endMs * before, toMs: endMs * (1 + after) }
}

const before = 0.1
const after = 0.1

const lastThatMattersMs = ({ seen, result, againMs, sinceStart, lastMs, unaffectedBelowMs }: Told): number => {
  const moments = [
    ...result.achieved.map(({ startMs, durationMs }) => startMs + (durationMs ?? 0)),
    ...[...seen.failures, ...seen.connected].map(({ atMs }) => sinceStart(atMs)),
    ...seen.exchanges.flatMap(([endMs, tookMs]) => (tookMs > unaffectedBelowMs ? [sinceStart(endMs)] : [])),
    ...(seen.gaveUp === undefined ? [] : [sinceStart(seen.gaveUp.atMs)]),
    ...(againMs === undefined ? [] : [againMs]),
  ].filter((ms) => ms > 0)
  return moments.reduce((last, ms) => Math.max(last, ms), moments.length === 0 ? Math.max(shortest, lastMs) : shortest)
}

const shortest = 1000
