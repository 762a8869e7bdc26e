/** Survival curves: a row each, along the length of the pause, what was measured on what was predicted, and which timer draws each border. */
import * as Plot from '@observablehq/plot'
import { hasEnded } from '../../src/cell.js'
import type { PageCurve } from '../../src/report/html/data.js'
import type { Band, BandFate } from '../../src/tune/result.js'
import { placed, widthOf } from './labels.js'
import type { Paint } from './paint.js'

export type DrawnCurve = Pick<PageCurve, 'name' | 'predicted' | 'trials' | 'borders'>

export interface Curves {
  /** Names are unique. */
  readonly curves: readonly DrawnCurve[]
  readonly fromMs: number
  readonly toMs: number
}

const labelSize = 12
const [right, bottom, top] = [22, 40, 26]
const rowHeight = 46
/** Where its name stands above it. */
const narrowRowHeight = 58

const looks: Readonly<Record<BandFate, { readonly ground: string; readonly words: string }>> = {
  outlives: { ground: 'unaffected-ground', words: 'predicted: outlives' },
  either: { ground: 'stalled-ground', words: 'predicted: depends on the moment' },
  ends: { ground: 'died-ground', words: 'predicted: ends' },
}

export const drawCurves = ({ curves, fromMs, toMs }: Curves, width: number, paint: Paint): SVGElement => {
  const { colour } = paint
  const isNarrow = width < 560
  // Names above their rows where there is no room beside them.
  const left = isNarrow ? 8 : Math.max(...curves.map(({ name }) => widthOf(name, labelSize))) + 14
  const bands = curves.flatMap(({ name, predicted }) =>
    filled(predicted ?? [], fromMs, toMs).map((band) => ({ name, ...band })),
  )
  const trials = curves.flatMap(({ name, trials }) => trials.map((trial) => ({ name, ...trial })))
  const borders = curves.flatMap(({ name, borders }) =>
    borders.map((border, index) => ({ name, ...border, isNew: border.text !== borders[index - 1]?.text })),
  )
  const s = ({ pauseMs }: { readonly pauseMs: number }): number => pauseMs / 1000
  const plotWidth = width - left - right
  const toPx = (ms: number): number => left + (Math.log(ms / fromMs) / Math.log(toMs / fromMs)) * plotWidth
  // A timer that draws several borders of a row is named at the first.
  const labelled = curves.flatMap(({ name }) =>
    placed(
      borders
        .filter((border) => border.name === name && border.isNew)
        .map((border) => ({ ...border, at: toPx(border.atMs) })),
      11,
      [left, width],
    ),
  )
  return Plot.plot({
    ...(paint.document && { document: paint.document }),
    width,
    height: top + bottom + curves.length * (isNarrow ? narrowRowHeight : rowHeight),
    marginTop: top,
    marginBottom: bottom,
    marginLeft: left,
    marginRight: right,
    style: { fontSize: `${labelSize}px`, color: colour('ink'), background: 'none', overflow: 'visible' },
    x: {
      type: 'log',
      domain: [fromMs / 1000, toMs / 1000],
      label: 'length of the pause, s',
      labelAnchor: 'center',
      labelArrow: 'none',
      ticks: isNarrow ? 4 : 8,
      tickFormat: (s: number) => `${s}`,
    },
    y: {
      domain: curves.map(({ name }) => name),
      label: null,
      padding: 0.45,
      tickSize: 0,
      axis: isNarrow ? null : 'left',
      // For what stands below the last row.
      insetBottom: isNarrow ? 14 : 0,
    },
    marks: [
      ...Object.entries(looks).map(([fate, { ground }]) =>
        Plot.barX(
          bands.filter((band) => band.fate === fate),
          { y: 'name', x1: 'fromS', x2: 'toS', fill: colour(ground) },
        ),
      ),
      ...(isNarrow
        ? [
            Plot.text(curves, {
              y: 'name',
              frameAnchor: 'left',
              text: 'name',
              dy: -25,
              textAnchor: 'start',
              fontWeight: 600,
            }),
          ]
        : []),
      Plot.tickX(borders, {
        y: 'name',
        x: ({ atMs }) => atMs / 1000,
        stroke: colour('ink'),
        strokeWidth: 1.5,
        inset: -5,
      }),
      ...labelled.map(({ item, level, anchor }) =>
        Plot.text([item], {
          y: 'name',
          x: ({ atMs }) => atMs / 1000,
          text: 'text',
          fontSize: 11,
          dy: isNarrow ? 20 : -19 - level * 11,
          dx: anchor === 'start' ? -2 : 2,
          textAnchor: anchor,
          fill: colour('ink'),
        }),
      ),
      Plot.text(
        trials.filter((trial) => !hasEnded(trial)),
        { y: 'name', x: s, text: () => '●', fill: colour('unaffected'), fontSize: 10, dy: 0 },
      ),
      Plot.text(trials.filter(hasEnded), {
        y: 'name',
        x: s,
        text: ({ verdict }) => (verdict === 'died' ? '✗' : '↻'),
        fill: ({ verdict }) => colour(verdict),
        fontSize: 13,
        fontWeight: 700,
      }),
    ],
  }) as SVGElement
}

/** Bands end where they were last looked at; between two of them the border is drawn in the middle. */
const filled = (bands: readonly Band[], fromMs: number, toMs: number) =>
  bands.map(({ fate }, index) => ({
    fate,
    fromS: (index === 0 ? fromMs : middle(bands[index - 1], bands[index])) / 1000,
    toS: (index === bands.length - 1 ? toMs : middle(bands[index], bands[index + 1])) / 1000,
  }))

const middle = (left: Band | undefined, right: Band | undefined): number =>
  ((left?.toMs ?? 0) + (right?.fromMs ?? 0)) / 2

/** What signs and grounds mean. */
export const curveSigns = [
  { sign: '●', colour: 'unaffected', words: 'outlived it' },
  { sign: '✗', colour: 'died', words: 'died' },
  { sign: '↻', colour: 'reconnected', words: 'connected anew' },
] as const
export const curveGrounds = Object.values(looks)
