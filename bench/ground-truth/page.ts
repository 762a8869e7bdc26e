/** The page `docs/ground-truth.md` and its picture, from what was measured. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inSeconds } from '../../src/methods/amount.js'
import { packageRoot } from '../../src/scenario/package-root.js'
import { table, withSections } from '../../test/methods/docs/sections.js'
import { type Copied, planned } from './copies.js'
import { drawStalls } from './draw-stalls.js'
import { causeOf, compare, type Pair, type Played, sets } from './pauses.js'

const command = 'UPDATE_DOCS=1 npm run bench -- ground-truth'
const docs = join(packageRoot, 'docs')

export const writePage = (
  pauses: readonly { readonly netns: Played; readonly qemu: Played }[],
  copies: readonly Copied[],
): void => {
  const netns = pauses.map((each) => each.netns)
  const qemu = pauses.map((each) => each.qemu)
  const pairs = compare(netns, qemu)
  const sections = {
    outcome: outcome(pairs, netns, qemu),
    cells: cells(pairs),
    disagreements: disagreements(pairs),
    clocks: clocks(qemu),
    copies: copiesTable(copies),
  }
  console.log(Object.values(sections).join('\n\n'))
  if (process.env.UPDATE_DOCS !== '1') return
  const page = join(docs, 'ground-truth.md')
  writeFileSync(page, withSections(readFileSync(page, 'utf8'), sections, command))
  writeFileSync(join(docs, 'ground-truth.svg'), drawStalls(pairs))
}

const share = (part: number, whole: number): string => `${part} of ${whole}`

const outcome = (pairs: readonly Pair[], netns: readonly Played[], qemu: readonly Played[]): string => {
  const verdicts = pairs.filter((pair) => pair.netns.verdict === pair.qemu.verdict)
  const causes = verdicts.filter((pair) => causeOf(pair.netns) === causeOf(pair.qemu))
  const agreed = pairs.filter(({ disagreement }) => disagreement === undefined)
  const explained = pairs.filter(({ disagreement }) => disagreement?.reason !== undefined)
  const unsure = (played: readonly Played[]): string => {
    const all = played.flatMap(({ outcomes }) => outcomes)
    return share(all.filter(({ verdict }) => verdict === 'inconclusive').length, all.length)
  }
  return table(
    ['', 'cells'],
    [
      ['of which both engines say something', String(pairs.length)],
      ['the same verdict', share(verdicts.length, pairs.length)],
      ['and the same cause', share(causes.length, pairs.length)],
      ['and the stall within 10 % or 300 ms', share(agreed.length, pairs.length)],
      ['told differently, for a reason that is known', share(explained.length, pairs.length)],
      [
        'told differently, for no reason that is known',
        share(pairs.length - agreed.length - explained.length, pairs.length),
      ],
      ['plays that were inconclusive on netns', unsure(netns)],
      ['plays that were inconclusive on qemu', unsure(qemu)],
    ],
  )
}

const glyphs: Readonly<Record<string, string>> = { unaffected: '✓', stalled: '~', reconnected: '↻', died: '✗' }

const cells = (pairs: readonly Pair[]): string =>
  table(
    ['pause', 'wire', 'session', 'profile', 'netns', 'qemu', 'cause on both'],
    pairs.map(({ netns, qemu, disagreement }) => [
      inSeconds(netns.pauseMs),
      netns.wire,
      `${netns.session} ${netns.shape}`,
      netns.profile,
      `${glyphs[netns.verdict]} ${inSeconds(netns.stallMs)}`,
      `${glyphs[qemu.verdict]} ${inSeconds(qemu.stallMs)}`,
      disagreement === undefined ? causeOf(netns) : disagreement.what,
    ]),
  )

const disagreements = (pairs: readonly Pair[]): string => {
  const byReason = new Map<string, string[]>()
  for (const { netns, disagreement } of pairs) {
    if (disagreement === undefined) continue
    const reason = disagreement.reason ?? 'no reason that is known'
    const cell = `${inSeconds(netns.pauseMs)} ${netns.wire}, ${netns.session} ${netns.shape} on ${netns.profile}: ${disagreement.what}`
    byReason.set(reason, [...(byReason.get(reason) ?? []), cell])
  }
  if (byReason.size === 0) return 'None.'
  return [...byReason]
    .map(([reason, list]) => `- ${reason}\n${list.map((each) => `  - ${each}`).join('\n')}`)
    .join('\n')
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN

/** A guest that answers later may have been asked anywhere in between. */
const quickMs = 30

const clocks = (qemu: readonly Played[]): string => {
  const all = qemu.flatMap(({ clocks }) => clocks).filter(({ roundTripMs = quickMs }) => roundTripMs < quickMs)
  const lengths = [...new Set(sets.map(({ pauseMs }) => pauseMs))].sort((a, b) => a - b)
  return table(
    ['pause', 'guests', 'CLOCK_MONOTONIC behind, median', 'farthest from the pause', 'time of day behind, median'],
    lengths.map((length) => {
      const some = all.filter(({ pauseMs }) => Math.abs(pauseMs - length) < length / 10)
      const off = some.map(({ pauseMs, monotonicMs }) => Math.abs(monotonicMs - pauseMs))
      return [
        inSeconds(length),
        String(some.length),
        `${Math.round(median(some.map(({ monotonicMs }) => monotonicMs)))} ms`,
        `${Math.round(Math.max(...off))} ms`,
        `${Math.round(median(some.map(({ realtimeMs }) => realtimeMs)))} ms`,
      ]
    }),
  )
}

/** What QEMU needs for the switch-over between two processes of one machine, besides sending the rest; the preset's 70 ms are those of published reports. */
const switchOverMs = 10

const copiesTable = (copies: readonly Copied[]): string => {
  if (copies.length === 0) return 'Not measured.'
  const errorOf = (planned: number, measured: number): number => (planned - measured) / measured
  const inPercent = (error: number): string => `${error > 0 ? '+' : ''}${Math.round(error * 100)} %`
  const rows = copies.map((copied) => {
    const preset = planned(copied)
    const plan = planned(copied, { switchOverMs })
    return {
      copied,
      preset,
      plan,
      total: errorOf(plan.totalMs, copied.totalMs),
      down: errorOf(plan.downtimeMs, copied.silentMs),
    }
  })
  const head = [
    ...['memory', 'written', 'link', 'total, QEMU', 'total, planned', 'error'],
    ...['downtime by QEMU', 'from STOP to RESUME', 'planned', 'error', 'by the preset'],
  ]
  const size = (values: readonly number[]): string => `${Math.round(median(values.map(Math.abs)) * 100)} %`
  return [
    table(
      head,
      rows.map(({ copied, preset, plan, total, down }) => [
        `${copied.memoryMiB} MiB`,
        `${copied.hotDirtyMBPerS} MB/s`,
        `${copied.linkMbitPerS} Mbit/s`,
        inSeconds(copied.totalMs),
        inSeconds(plan.totalMs),
        inPercent(total),
        `${Math.round(copied.downtimeMs)} ms`,
        `${Math.round(copied.silentMs)} ms`,
        `${plan.downtimeMs} ms`,
        inPercent(down),
        `${preset.downtimeMs} ms`,
      ]),
    ),
    '',
    `Median size of the error over ${rows.length} points: total time ${size(rows.map(({ total }) => total))}, downtime ${size(rows.map(({ down }) => down))}.`,
  ].join('\n')
}
