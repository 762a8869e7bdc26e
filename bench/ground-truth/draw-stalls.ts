/** A picture of all cells: how long each stalled on namespaces, and how long on real guests. On the line they are equal. */
import * as echarts from 'echarts'
import type { Pair } from './pauses.js'

const colours: Readonly<Record<string, string>> = {
  unaffected: '#2e7d32',
  stalled: '#b07d00',
  reconnected: '#1f5fa8',
  died: '#a01c10',
}
const [width, height] = [760, 640]
const title = 'Longest stall of each session: on namespaces and on real guests'
const [leastS, mostS] = [0.1, 60]
/** What is tolerated: 10 % or 300 ms. */
const tolerated = (s: number): number => Math.max(0.3, s * 0.1)

/** SVG */
export const drawStalls = (pairs: readonly Pair[]): string => {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width, height })
  const axis = (name: string) => ({
    type: 'log',
    name,
    nameLocation: 'middle',
    nameGap: 38,
    min: leastS,
    max: mostS,
    axisLabel: { formatter: (value: number) => `${value} s` },
    minorTick: { show: true },
  })
  const steps = Array.from({ length: 60 }, (_, n) => leastS * (mostS / leastS) ** (n / 59))
  const line = (name: string, of: (s: number) => number, type: 'solid' | 'dashed') => ({
    type: 'line',
    name,
    symbol: 'none',
    lineStyle: { color: '#888888', width: 1, type },
    data: steps.flatMap((s) => (of(s) > leastS ? [[s, of(s)]] : [])),
  })
  chart.setOption({
    animation: false,
    title: { text: title, left: 10, top: 5, textStyle: { fontSize: 15 } },
    legend: { top: 32, left: 10, itemHeight: 10, data: Object.keys(colours) },
    grid: { left: 70, right: 30, top: 70, bottom: 60 },
    xAxis: axis('on namespaces (netns)'),
    yAxis: axis('on real guests (qemu)'),
    series: [
      line('equal', (s) => s, 'solid'),
      line('more', (s) => s + tolerated(s), 'dashed'),
      line('less', (s) => s - tolerated(s), 'dashed'),
      ...Object.entries(colours).map(([verdict, color]) => ({
        type: 'scatter',
        name: verdict,
        symbolSize: 7,
        itemStyle: { color, opacity: 0.7 },
        // As the real guest has it.
        data: pairs
          .filter(({ qemu }) => qemu.verdict === verdict)
          .map(({ netns, qemu }) => [netns.stallMs / 1000, qemu.stallMs / 1000].map((s) => Math.max(leastS, s))),
      })),
    ],
  })
  const svg = chart.renderToSVGString()
  chart.dispose()
  return `${svg.replace(/<style.*<\/style>\n?/s, '').replace(/^<svg[^>]*>/, `$&\n<title>${title}</title>`)}\n`
}
