/** The page's drawings as files of their own: SVG with its own colours, made without a browser. `src/report/picture.ts` loads what this is built into. */
import { parseHTML } from 'linkedom'
import type { Pictures } from '../../src/report/picture.js'
import { wrap } from '../../src/report/wrap.js'
import { curveGrounds, curveSigns, drawCurves } from '../drawings/curves.js'
import { drawGrid } from '../drawings/grid.js'
import { filePaint, type Paint } from '../drawings/paint.js'
import { drawTimeLine } from '../drawings/time-line.js'

const width = 900

export const pictures: Pictures = {
  grid: (run, title) => picture(title, (paint) => drawGrid(run, paint)),
  timeLine: (story, phases, title) => picture(title, (paint) => drawTimeLine({ story, phases }, width, paint)),
  curves: (curves, title) =>
    picture(title, (paint) => drawCurves(curves, width, paint), [...curveSigns, ...curveGrounds]),
}

const [margin, titleSize, lineHeight] = [16, 15, 20]
/** A letter is about so wide, in a size of 1. */
const letterWidth = 0.62

/** On white, with its title above, which is also told to who cannot see it, and what its signs mean below. */
const picture = (title: string, draw: (paint: Paint) => SVGElement, legend: readonly Sign[] = []): string => {
  const { document } = parseHTML('<!doctype html><body></body>')
  const paint = filePaint(document)
  const { colour } = paint
  const drawing = draw(paint)
  const [wide, high] = [Number(drawing.getAttribute('width')), Number(drawing.getAttribute('height'))]
  const lines = wrap(title, Math.floor(wide / (titleSize * letterWidth)))
  const top = margin + lines.length * lineHeight + 8
  const [width, height] = [wide + margin * 2, top + high + (legend.length > 0 ? lineHeight : 0) + margin]
  drawing.setAttribute('x', `${margin}`)
  drawing.setAttribute('y', `${top}`)
  // Of Plot's own style only the page has use.
  drawing.querySelector('style')?.remove()
  for (const [name, value] of [
    ['font-family', fonts],
    ['color', colour('ink')],
    ['fill', colour('ink')],
  ] as const) {
    drawing.setAttribute(name, value)
  }
  const text = (x: number, y: number, size: number, said: string, more = ''): string =>
    `<text x="${x}" y="${y}" font-family="${fonts}" font-size="${size}" fill="${colour('ink')}"${more}>${escaped(said)}</text>`
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="img">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" fill="${colour('page')}"/>`,
    ...lines.map((line, index) =>
      text(margin, margin + titleSize + index * lineHeight, titleSize, line, ' font-weight="600"'),
    ),
    drawing.outerHTML,
    ...legend.flatMap((sign, index) => {
      const x =
        margin + legend.slice(0, index).reduce((sum, { words }) => sum + 36 + words.length * 12 * letterWidth, 0)
      const y = height - margin
      return [
        'sign' in sign
          ? `<text x="${x}" y="${y}" font-family="${fonts}" font-size="12" font-weight="700" fill="${colour(sign.colour)}">${sign.sign}</text>`
          : `<rect x="${x - 4}" y="${y - 10}" width="16" height="11" fill="${colour(sign.ground)}"/>`,
        text(x + 16, y, 12, sign.words),
      ]
    }),
    '</svg>\n',
  ].join('\n')
}

type Sign = (typeof curveSigns)[number] | (typeof curveGrounds)[number]

const fonts = "system-ui, 'DejaVu Sans', sans-serif"

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
