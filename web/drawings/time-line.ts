/** A session's time line: the VM's phases, what the session did, when its kernel sent again, the timer, and the moments that count. */
import * as Plot from '@observablehq/plot'
import { groupBy } from '../../src/group-by.js'
import { seconds } from '../../src/report/amounts.js'
import type { PageMove, Story } from '../../src/report/html/data.js'
import { placed, widthOf } from './labels.js'
import type { Paint } from './paint.js'

type Phases = PageMove['phases']['items']

export interface TimeLine {
  readonly story: Story
  readonly phases: Phases
}

const laneHeight = 24
const labelSize = 12
const [right, bottom, levelHeight] = [14, 26, 17]

/** @param width px */
export const drawTimeLine = ({ story, phases }: TimeLine, width: number, paint: Paint): SVGElement => {
  const { colour } = paint
  const [fromS, toS] = [story.fromMs / 1000, story.toMs / 1000]
  const named = groupBy(
    phases.map((phase) => stretch(phase, story)),
    phaseName,
  )
  const subjects = subjectsOf(story)
  const lanes = [...named.keys(), ...subjects]
  const left = Math.min(width / 3, Math.max(...lanes.map((lane) => widthOf(lane, labelSize))) + 12)
  const toPx = (atMs: number): number => left + ((atMs / 1000 - fromS) / (toS - fromS)) * (width - left - right)
  const moments = placed(
    story.moments.map((moment) => ({ ...moment, at: toPx(moment.atMs), text: momentText(moment) })),
    labelSize,
    [left, width],
  )
  const top = 6 + levelHeight * (1 + Math.max(0, ...moments.map(({ level }) => level)))
  const drawing = Plot.plot({
    ...(paint.document && { document: paint.document }),
    width,
    height: top + bottom + lanes.length * laneHeight,
    marginTop: top,
    marginBottom: bottom,
    marginLeft: left,
    marginRight: right,
    style: { fontSize: `${labelSize}px`, color: colour('ink'), background: 'none', overflow: 'visible' },
    x: {
      domain: [fromS, toS],
      label: null,
      tickFormat: (s: number) => `${s} s`,
      ticks: Math.max(2, Math.floor(width / 110)),
    },
    y: { domain: lanes, label: null, padding: 0.2, tickSize: 0 },
    marks: [
      // Silence stands behind everything that happens in it.
      ...[...named.values()].flatMap((some) => [
        Plot.rect(
          some.filter(({ kind }) => kind !== 'brownout'),
          { x1: 'fromS', x2: 'toS', fill: colour(some[0]?.kind ?? 'blackout'), fillOpacity: 0.13 },
        ),
        Plot.barX(some, {
          y: phaseName,
          x1: 'fromS',
          x2: 'toS',
          fill: colour(some[0]?.kind ?? 'blackout'),
          stroke: colour(some[0]?.kind ?? 'blackout'),
          title: (phase: Drawn) => `${phaseName(phase)} ${seconds(phase.ms)}`,
        }),
        Plot.text(
          some.filter(
            ({ fromS, toS, ms }) => toPx(toS * 1000) - toPx(fromS * 1000) > widthOf(seconds(ms), labelSize) + 8,
          ),
          {
            y: phaseName,
            x: ({ fromS, toS }: Drawn) => (fromS + toS) / 2,
            text: ({ ms }: Drawn) => seconds(ms),
            fill: colour('on-phase'),
            fontWeight: 600,
          },
        ),
      ]),
      Plot.gridX({ stroke: colour('line'), strokeOpacity: 1 }),
      ...talk(story, paint),
      ...resent(story, paint, toPx),
      ...timer(story, paint),
      ...connects(story, paint),
      ...service(story, paint),
      Plot.ruleX(story.moments, {
        x: ({ atMs }: Story['moments'][number]) => atMs / 1000,
        stroke: ({ kind }: Story['moments'][number]) => (kind === 'dead' ? colour('died') : colour('ink')),
        strokeWidth: ({ kind }: Story['moments'][number]) => (kind === 'dead' ? 2 : 1),
        strokeDasharray: '3 2',
      }),
      ...moments.map(({ item, level, anchor }) =>
        Plot.text([item.text], {
          x: [item.atMs / 1000],
          frameAnchor: 'top',
          lineAnchor: 'bottom',
          dy: -3 - level * levelHeight,
          dx: anchor === 'start' ? -1 : 1,
          textAnchor: anchor,
          fill: item.kind === 'dead' ? colour('died') : colour('ink'),
          fontWeight: item.kind === 'start' ? 400 : 700,
        }),
      ),
    ],
  })
  return drawing as SVGElement
}

const lane = {
  talk: 'exchanges',
  resent: 'sent again',
  timer: 'timer',
  connects: 'connects',
  service: 'service saw',
} as const

const subjectsOf = ({ resent, timer, connects, service, fromMs }: Story): string[] => [
  lane.talk,
  ...(resent.of > 0 ? [lane.resent] : []),
  ...(timer === null ? [] : [lane.timer]),
  ...(connects.of > 0 ? [lane.connects] : []),
  // That it accepted the connection before anything happened is no news.
  ...(service.items.some(({ atMs }) => atMs >= fromMs) ? [lane.service] : []),
]

interface Drawn {
  readonly kind: Phases[number]['kind']
  readonly wire: Phases[number]['wire']
  readonly fromS: number
  readonly toS: number
  readonly ms: number
}

const stretch = ({ kind, wire, startMs, durationMs }: Phases[number], { toMs }: Story): Drawn => {
  const ms = durationMs ?? toMs - startMs
  return { kind, wire, fromS: startMs / 1000, toS: (startMs + ms) / 1000, ms }
}

/** As `phaseName` of the plan's chart has it, which brings a terminal's pen with it. */
const phaseName = ({ kind, wire }: Pick<Drawn, 'kind' | 'wire'>): string =>
  wire === 'none' ? kind : `${kind}, ${wire}`

const momentText = ({ kind, name, atMs }: Story['moments'][number]): string =>
  kind === 'start' ? name : `${kind === 'dead' ? '✗ ' : ''}${name} ${seconds(atMs)}`

const within = ({ fromMs, toMs }: Story, atMs: number): boolean => atMs >= fromMs && atMs <= toMs

const talk = (story: Story, { colour }: Paint): Plot.Markish[] => {
  const { exchanges, fromMs, toMs } = story
  const most = Math.max(1, ...exchanges)
  const stepS = (toMs - fromMs) / 1000 / exchanges.length
  const busy = exchanges.flatMap((count, index) =>
    count === 0 ? [] : [{ fromS: fromMs / 1000 + index * stepS, share: count / most, count }],
  )
  return [
    Plot.barX(story.waits.items, {
      y: () => lane.talk,
      x1: ({ startMs }) => Math.max(fromMs, startMs) / 1000,
      x2: ({ startMs, durationMs }) => (startMs + durationMs) / 1000,
      fill: colour('stalled'),
      fillOpacity: 0.35,
      insetTop: 6,
      insetBottom: 6,
      title: ({ durationMs }) => `waits for ${seconds(durationMs)}`,
    }),
    Plot.barX(busy, {
      y: () => lane.talk,
      x1: 'fromS',
      x2: ({ fromS }) => fromS + stepS,
      fill: colour('unaffected'),
      fillOpacity: ({ share }) => 0.35 + 0.65 * share,
    }),
    Plot.text(
      story.failedMs.filter((ms) => within(story, ms)),
      {
        y: () => lane.talk,
        x: (ms: number) => ms / 1000,
        text: () => '✗',
        fill: colour('died'),
        stroke: colour('page'),
        strokeWidth: 4,
        fontWeight: 700,
        fontSize: 15,
      },
    ),
  ]
}

const resent = (story: Story, { colour }: Paint, toPx: (ms: number) => number): Plot.Markish[] => {
  const items = story.resent.items.filter(({ atMs }) => within(story, atMs))
  return [
    Plot.tickX(items, {
      y: () => lane.resent,
      x: ({ atMs }) => atMs / 1000,
      stroke: colour('accent'),
      strokeWidth: 2,
      title: ({ number, atMs, seen }) => `sent again, time ${number}, at ${seconds(atMs)}${seen ? '' : ' (reckoned)'}`,
    }),
    Plot.text(
      // Only where there is room for a number beside it.
      items.filter(({ atMs }, index) => {
        const next = items[index + 1]
        return next === undefined || toPx(next.atMs) - toPx(atMs) > 18
      }),
      {
        y: () => lane.resent,
        x: ({ atMs }) => atMs / 1000,
        text: 'number',
        dx: 4,
        textAnchor: 'start',
        fill: colour('accent'),
      },
    ),
  ]
}

const timer = ({ timer }: Story, { colour }: Paint): Plot.Markish[] => {
  if (timer === null) return []
  const [from, to] = [timer.startMs / 1000, (timer.startMs + timer.durationMs) / 1000]
  return [
    Plot.ruleY([timer], { y: () => lane.timer, x1: () => from, x2: () => to, stroke: colour('died'), strokeWidth: 2 }),
    Plot.tickX([from, to], {
      y: () => lane.timer,
      x: (s: number) => s,
      stroke: colour('died'),
      strokeWidth: 2,
      inset: 3,
    }),
    Plot.text(timer.name === null ? [] : [timer.name], {
      y: () => lane.timer,
      x: () => (from + to) / 2,
      text: (name: string) => name,
      fill: colour('ink'),
      stroke: colour('page'),
      strokeWidth: 5,
    }),
  ]
}

const connects = (story: Story, { colour }: Paint): Plot.Markish[] => [
  Plot.barX(story.connects.items, {
    y: () => lane.connects,
    x1: ({ startMs }) => startMs / 1000,
    x2: ({ startMs, durationMs }) => (startMs + durationMs) / 1000,
    fill: colour('stalled'),
    fillOpacity: 0.35,
    inset: 6,
    insetLeft: 0,
    insetRight: 0,
  }),
  Plot.text(story.connects.items, {
    y: () => lane.connects,
    x: ({ startMs, durationMs }) => (startMs + durationMs) / 1000,
    text: ({ made }) => (made ? '○' : '✗'),
    fill: ({ made }) => (made ? colour('unaffected') : colour('died')),
    fontWeight: 700,
    fontSize: 14,
  }),
]

const service = (story: Story, { colour }: Paint): Plot.Markish[] => [
  Plot.text(
    story.service.items.filter(({ atMs }) => within(story, atMs)),
    {
      y: () => lane.service,
      x: ({ atMs }) => atMs / 1000,
      text: ({ event }) => (event === 'accepted' ? '○' : '✗'),
      fill: ({ event }) => (event === 'accepted' ? colour('unaffected') : colour('died')),
      fontWeight: 700,
      fontSize: 14,
    },
  ),
]
