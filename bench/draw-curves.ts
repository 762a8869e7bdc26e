/** A picture of survival curves: a row each, along the length of the pause, what was measured on what was predicted. */
import * as echarts from 'echarts'
import { hasEnded } from '../src/cell.js'
import type { Band, BandFate, Curve, Trial } from '../src/tune/result.js'

export interface Row {
  readonly name: string
  readonly curve: Curve
}

const colours = { outlives: '#cfe8cf', either: '#f3e3a1', ends: '#f2c9c4' } as const satisfies Record<BandFate, string>
const words = {
  outlives: 'predicted: outlives',
  either: 'predicted: depends on the moment',
  ends: 'predicted: dies',
} as const
const [ink, red] = ['#1b4d1b', '#a01c10']
const [width, rowHeight, top, bottom] = [1000, 26, 70, 60]

/** SVG. @param range shortest and longest pause, ms */
export const drawCurves = (title: string, rows: readonly Row[], [fromMs, toMs]: readonly [number, number]): string => {
  const height = top + bottom + rows.length * rowHeight
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  const fates = ['outlives', 'either', 'ends'] as const
  chart.setOption({
    animation: false,
    title: { text: title, left: 10, top: 5, textStyle: { fontSize: 15 } },
    legend: { top: 32, left: 10, itemHeight: 10, itemGap: 40, data: ['outlived', 'died', ...Object.values(words)] },
    grid: { left: 150, right: 30, top, bottom },
    xAxis: {
      type: 'log',
      name: 'length of the pause',
      nameLocation: 'middle',
      nameGap: 34,
      min: fromMs / 1000,
      max: toMs / 1000,
      axisLabel: { formatter: (value: number) => `${value} s` },
      minorTick: { show: true },
    },
    yAxis: { type: 'category', data: rows.map(({ name }) => name), inverse: true, axisTick: { show: false } },
    series: [
      ...fates.map((fate) => ({
        type: 'custom',
        name: words[fate],
        itemStyle: { color: colours[fate] },
        data: rows.flatMap(({ curve: { predicted } }, row) =>
          filled(predicted ?? [], fromMs, toMs)
            .filter((band) => band.fate === fate)
            .map(({ fromMs, toMs }) => [row, fromMs / 1000, toMs / 1000]),
        ),
        renderItem: barIn(colours[fate]),
        encode: { x: [1, 2], y: 0 },
      })),
      marks('outlived', 'circle', ink, rows, (trial) => !hasEnded(trial)),
      marks('died', 'path://M-1,-1L1,1M-1,1L1,-1', red, rows, hasEnded),
    ],
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  // What it does under a mouse is for a page that runs scripts; who cannot see it is told what it is.
  return `${svg.replace(/<style.*<\/style>\n?/s, '').replace(/^<svg[^>]*>/, `$&\n<title>${title}</title>`)}\n`
}

const marks = (
  name: string,
  symbol: string,
  color: string,
  rows: readonly Row[],
  which: (trial: Trial) => boolean,
) => ({
  type: 'scatter',
  name,
  symbol,
  symbolSize: 7,
  itemStyle: { color: symbol === 'circle' ? color : 'transparent', borderColor: color, borderWidth: 1.5 },
  data: rows.flatMap(({ curve }, row) => curve.trials.filter(which).map(({ pauseMs }) => [pauseMs / 1000, row])),
})

/** Bands end where they were last looked at; between two of them the border is drawn in the middle. */
const filled = (
  bands: readonly Band[],
  fromMs: number,
  toMs: number,
): readonly Pick<Band, 'fate' | 'fromMs' | 'toMs'>[] =>
  bands.map(({ fate }, index) => ({
    fate,
    fromMs: index === 0 ? fromMs : middle(bands[index - 1], bands[index]),
    toMs: index === bands.length - 1 ? toMs : middle(bands[index], bands[index + 1]),
  }))

const middle = (left: Band | undefined, right: Band | undefined): number =>
  ((left?.toMs ?? 0) + (right?.fromMs ?? 0)) / 2

interface Canvas {
  value(dimension: number): number
  coord(point: readonly number[]): readonly [number, number]
}

const barIn =
  (fill: string) =>
  (_: unknown, { value, coord }: Canvas) => {
    const [left, y] = coord([value(1), value(0)])
    const [right] = coord([value(2), value(0)])
    const height = rowHeight * 0.7
    return {
      type: 'rect',
      shape: { x: left, y: y - height / 2, width: Math.max(1, right - left), height },
      style: { fill },
    }
  }
