/** Counts how the sessions of a crowd fared. */
import type { Verdict } from '../../cell.js'
import { groupBy } from '../../group-by.js'
import type { Crowd, Member } from '../../result.js'
import { silencesOf } from '../causes/when.js'
import type { CellFacts } from '../facts.js'
import type { Judged } from '../session.js'
import { percentilesOf } from './measured.js'
import { inWords, number } from './words.js'

/** The worst first. */
const gravity: readonly Verdict[] = ['died', 'reconnected', 'stalled', 'unaffected', 'inconclusive']
/** Where nothing can be said of more of them than this, nothing can be said of the crowd, unless some died. */
const inconclusiveShare = 0.01
const worstOfEach = 2

/** Counts, and keeps of the sessions only those that fared worst. */
export const openCount = ({ cell }: CellFacts) => {
  const because = new Map<string, Because & { verdict: Verdict }>()
  const worst = new Map<Verdict, Member[]>()
  const stalls: number[] = []
  const shortfalls = new Map<string, number>()
  const sums = { exchanges: 0, lost: 0, duplicated: 0, corrupted: 0 }
  let count = 0
  let waited = 0
  let firstMs = Number.POSITIVE_INFINITY
  let lastMs = 0

  const countBecause = (verdict: Verdict, { cause, why }: Pick<Judged, 'cause' | 'why'>, seen = 1): void => {
    const { owner = null, setting = null, value = null } = cause ?? {}
    const key = JSON.stringify([
      verdict,
      owner,
      setting,
      value,
      owner === null ? why.replaceAll(/\d+(\.\d+)?/g, '#') : '',
    ])
    const known = because.get(key) ?? { verdict, owner, setting, value, seen: 0, text: why }
    because.set(key, { ...known, seen: known.seen + seen })
  }

  return {
    counted: () => count,
    add(number: number, { shortfalls: short, ...judged }: Judged, facts: CellFacts): void {
      const { verdict, longestStallMs } = judged
      count++
      countBecause(verdict, verdict === 'unaffected' ? { cause: null, why: '' } : judged)
      if (longestStallMs > 0) stalls.push(longestStallMs)
      for (const text of short) shortfalls.set(text, (shortfalls.get(text) ?? 0) + 1)
      for (const kind of ['exchanges', 'lost', 'duplicated', 'corrupted'] as const) sums[kind] += judged[kind] ?? 0
      if (wasWaiting(facts)) waited++
      const [opened] = facts.connected
      firstMs = Math.min(firstMs, opened?.atMs ?? firstMs)
      lastMs = Math.max(lastMs, opened?.atMs ?? lastMs)
      const alike = worst.get(verdict) ?? []
      if (alike.length === worstOfEach && longestStallMs <= (alike.at(-1)?.longestStallMs ?? 0)) return
      const sorted = [...alike, { number, ...judged }].sort((one, other) => other.longestStallMs - one.longestStallMs)
      worst.set(verdict, sorted.slice(0, worstOfEach))
    },
    result(
      missing: number,
      whyMissing: string,
      measured: Pick<Crowd, 'baselineMs' | 'taken'>,
    ): Judged & { crowd: Crowd } {
      if (missing > 0) countBecause('inconclusive', { cause: null, why: whyMissing }, missing)
      const verdicts = [...groupBy([...because.values()], (each) => each.verdict)]
        .map(([verdict, some]) => ({
          verdict,
          seen: some.reduce((sum, { seen }) => sum + seen, 0),
          because: some.map(({ verdict: _, ...each }) => each).sort((one, other) => other.seen - one.seen),
        }))
        .sort((one, other) => other.seen - one.seen)
      const kept = gravity.flatMap((verdict) => worst.get(verdict) ?? [])
      const verdict = verdictOf(verdicts, cell.count ?? 0)
      const one = kept.find((each) => each.verdict === verdict)
      const stallMs = percentilesOf(stalls)
      return {
        verdict,
        cause: one?.cause ?? null,
        why: inWords(verdicts, stallMs, cell.count ?? 0),
        longestStallMs: stallMs?.max ?? 0,
        recoveryMs: one?.recoveryMs ?? null,
        shortfalls: [...shortfalls]
          .map(([text, seen]) => `${number(seen)} of ${number(cell.count ?? 0)}: ${text}`)
          .slice(0, mostShortfalls),
        ...sums,
        crowd: {
          openedInMs: Math.round(Math.max(0, lastMs - firstMs)),
          verdicts,
          waited,
          stallMs,
          ...measured,
          worst: kept,
        },
      }
    },
  }
}

/** Whether it had an exchange under way, or connected, while its VM was silent. */
const wasWaiting = ({ exchanges, failures, vm }: CellFacts): boolean => {
  const waits = [
    ...exchanges.map(([endMs, tookMs]) => ({ fromMs: endMs - tookMs, toMs: endMs })),
    ...failures.map(({ startedMs, atMs }) => ({ fromMs: startedMs, toMs: atMs })),
  ]
  return silencesOf(vm).some(({ fromMs, backMs = Number.POSITIVE_INFINITY }) =>
    waits.some((wait) => wait.fromMs < backMs && wait.toMs > fromMs),
  )
}

type Because = Crowd['verdicts'][number]['because'][number]

const mostShortfalls = 5

const verdictOf = (verdicts: Crowd['verdicts'], count: number): Verdict => {
  const seen = (verdict: Verdict): number => verdicts.find((each) => each.verdict === verdict)?.seen ?? 0
  if (seen('died') === 0 && seen('inconclusive') > count * inconclusiveShare) return 'inconclusive'
  return gravity.find((verdict) => seen(verdict) > 0) ?? 'inconclusive'
}
