/** A picture of all cells: how long each stalled on namespaces, and how long on real guests. On the line they are equal. */
import * as Plot from '@observablehq/plot'
import { parseHTML } from 'linkedom'
import type { Pair } from './pauses.js'

const colours: Readonly<Record<string, string>> = {
  unaffected: '#0b6b3a',
  stalled: '#b07d00',
  reconnected: '#0b57a4',
  died: '#a01c10',
}
const title = 'Longest stall of each session: on namespaces and on real guests'
const [leastS, mostS] = [0.1, 60]
/** What is tolerated: 10 % or 300 ms. */
const tolerated = (s: number): number => Math.max(0.3, s * 0.1)

/** SVG */
export const drawStalls = (pairs: readonly Pair[]): string => {
  const { document } = parseHTML('<!doctype html><body></body>')
  const seconds = (stallMs: number): number => Math.max(leastS, stallMs / 1000)
  const steps = Array.from({ length: 60 }, (_, n) => leastS * (mostS / leastS) ** (n / 59))
  const line = (of: (s: number) => number, strokeDasharray: string) =>
    Plot.line(
      steps.filter((s) => of(s) > leastS && of(s) < mostS).map((s) => [s, of(s)]),
      { stroke: '#888888', strokeDasharray },
    )
  const axis = { type: 'log', domain: [leastS, mostS], tickFormat: (s: number) => `${s} s`, ticks: 6 } as const
  const names = Object.keys(colours)
  const drawing = Plot.plot({
    document,
    width: 760,
    height: 660,
    marginLeft: 60,
    marginTop: 70,
    marginBottom: 50,
    style: {
      background: '#ffffff',
      color: '#1a1d21',
      fontFamily: "system-ui, 'DejaVu Sans', sans-serif",
      fontSize: '12px',
    },
    x: { ...axis, label: 'on namespaces (netns)', labelAnchor: 'center' },
    y: { ...axis, label: 'on real guests (qemu)', labelAnchor: 'center' },
    marks: [
      Plot.gridX({ ticks: 6 }),
      Plot.gridY({ ticks: 6 }),
      line((s) => s, '0'),
      line((s) => s + tolerated(s), '4 3'),
      line((s) => s - tolerated(s), '4 3'),
      Plot.dot(pairs, {
        x: ({ netns }: Pair) => seconds(netns.stallMs),
        y: ({ qemu }: Pair) => seconds(qemu.stallMs),
        r: 3.5,
        // As the real guest has it.
        fill: ({ qemu }: Pair) => colours[qemu.verdict],
        fillOpacity: 0.7,
      }),
      Plot.text([title], { frameAnchor: 'top-left', dx: -50, dy: -60, fontSize: 15, fontWeight: 600 }),
      ...names.flatMap((verdict, index) => {
        const place = { frameAnchor: 'top-left', dx: index * 110, dy: -28 } as const
        return [
          Plot.dot([verdict], { ...place, dy: -22, r: 3.5, fill: colours[verdict] ?? '#000000' }),
          Plot.text([verdict], { ...place, dx: index * 110 + 9 }),
        ]
      }),
    ],
  })
  drawing.querySelector('style')?.remove()
  drawing.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  const head = drawing.outerHTML.replace(/^<svg[^>]*>/, `$&\n<title>${title}</title>`)
  return `${head}\n`
}
