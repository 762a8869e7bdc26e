/** A crowd: each of its sessions is judged by itself, by the rules that every session is judged by; then they are counted. */
import type { Verdict } from '../../cell.js'
import { groupBy } from '../../group-by.js'
import type { CellResult, Crowd, Member } from '../../result.js'
import { seconds } from '../causes/when.js'
import { doubts } from '../doubts.js'
import type { CellFacts, Facts } from '../facts.js'
import { find } from '../finding.js'
import { type Judged, judgeSession } from '../session.js'
import { baselineOf, percentilesOf, takenBy } from './measured.js'
import { type CrowdFacts, membersOf } from './members.js'

/** The worst first. */
const gravity: readonly Verdict[] = ['died', 'reconnected', 'stalled', 'unaffected', 'inconclusive']
/** Where nothing can be said of more of them than this, nothing can be said of the crowd, unless some died. */
const inconclusiveShare = 0.01
const worstOfEach = 2

export const judgeCrowd = (cell: CellFacts, crowd: CrowdFacts, facts: Facts): Judged & Pick<CellResult, 'crowd'> => {
  const tally = openTally(cell)
  const verdictOf = memoized((other: CellFacts) => find(other, facts.run.unaffectedBelowMs).verdict)
  const leak = leakOf(cell, crowd, facts)
  for (const { number, exchanges, facts: member } of membersOf(cell, crowd)) {
    const session = judgeSession(member, facts, verdictOf)
    const judged = { ...session, exchanges, recoveryMs: waitedFor(member) ? session.recoveryMs : null }
    const isDoubtful = leak !== undefined && judged.verdict !== 'inconclusive'
    tally.add(number, isDoubtful ? { ...judged, verdict: 'inconclusive', cause: null, why: leak } : judged, member)
  }
  const missing = (cell.cell.count ?? 0) - tally.count()
  const lost =
    cell.clientLost === undefined
      ? 'the run broke off before they told of themselves'
      : `their client process ${cell.clientLost.detail}`
  return tally.result(missing, lost, {
    baselineMs: baselineOf(crowd),
    taken: takenBy(cell, crowd, facts),
  })
}

/** What was answered in a silence was so whoever's it was: each slot stands for the exchange in it that began last. */
const leakOf = (cell: CellFacts, { summed }: CrowdFacts, facts: Facts): string | undefined => {
  const exchanges = summed.flatMap(({ slots }) =>
    slots.map(([, lastEndMs, lastBegunMs]) => [lastEndMs, lastEndMs - lastBegunMs] as const),
  )
  const crowd = { ...cell, exchanges }
  return doubts['wire not silent']?.(crowd, facts, find(crowd, facts.run.unaffectedBelowMs))
}

/** Whether it is known when it exchanged something again: of the other exchanges only the longest are kept. */
const waitedFor = ({ exchanges, vm: { backMs = Number.POSITIVE_INFINITY } }: CellFacts): boolean =>
  exchanges.some(([endMs, tookMs]) => endMs >= backMs && endMs - tookMs < backMs)

/** Counts, and keeps of the sessions only those that fared worst. */
const openTally = ({ cell, vm }: CellFacts) => {
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
    count: () => count,
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

  function wasWaiting({ exchanges, failures }: CellFacts): boolean {
    const waits = [
      ...exchanges.map(([endMs, tookMs]) => [endMs - tookMs, endMs]),
      ...failures.map(({ startedMs, atMs }) => [startedMs, atMs]),
    ]
    return vm.phases.some(({ silent, frozen, planned }) => {
      const span = planned.wire === 'answer' ? frozen : silent
      return (
        span !== undefined && waits.some(([from = 0, to = 0]) => from < (span.toMs ?? Infinity) && to > span.fromMs)
      )
    })
  }
}

type Because = Crowd['verdicts'][number]['because'][number]

const mostShortfalls = 5

const verdictOf = (verdicts: Crowd['verdicts'], count: number): Verdict => {
  const seen = (verdict: Verdict): number => verdicts.find((each) => each.verdict === verdict)?.seen ?? 0
  if (seen('died') === 0 && seen('inconclusive') > count * inconclusiveShare) return 'inconclusive'
  return gravity.find((verdict) => seen(verdict) > 0) ?? 'inconclusive'
}

/** "of 1,000: 990 stalled (client kernel, net.ipv4.tcp_rto_max_ms: 980; …), 10 died (…); longest stall half of them under 3.1 s …" */
const inWords = (verdicts: Crowd['verdicts'], stallMs: Crowd['stallMs'], count: number): string => {
  const told = verdicts.map(({ verdict, seen, because }) => {
    const [most, ...others] = because.filter(({ owner }) => owner !== null)
    const decided =
      most === undefined
        ? ''
        : ` (${most.setting ?? most.owner}${others.length === 0 ? '' : ` and ${others.length} more`})`
    return `${number(seen)} ${verdict}${decided}`
  })
  const stall =
    stallMs === null
      ? ''
      : `; longest stall of half of them ${seconds(stallMs.p50)}, of one in a hundred ${seconds(stallMs.p99)}, of all ${seconds(stallMs.max)}`
  return `of ${number(count)}: ${told.join(', ')}${stall}`
}

const number = (value: number): string => value.toLocaleString('en')

const memoized = <Key, Value>(of: (key: Key) => Value): ((key: Key) => Value) => {
  const known = new Map<Key, Value>()
  return (key) => {
    const value = known.has(key) ? (known.get(key) as Value) : of(key)
    known.set(key, value)
    return value
  }
}
