/** The page's drawings as files of their own: SVG with its own colours, made without a browser. `src/report/picture.ts` loads what this is built into. */
import { parseHTML } from 'linkedom'
import type { Pictures } from '../../src/report/picture.js'
import { drawCurves } from '../drawings/curves.js'
import { drawGrid } from '../drawings/grid.js'
import { filePaint, type Paint } from '../drawings/paint.js'
import { drawTimeLine } from '../drawings/time-line.js'

const width = 900

export const pictures: Pictures = {
  grid: (run, title) => picture(title, (paint) => drawGrid(run, paint)),
  timeLine: (story, phases, title) => picture(title, (paint) => drawTimeLine({ story, phases }, width, paint)),
  curves: (curves, title) => picture(title, (paint) => drawCurves(curves, width, paint)),
}

const [margin, titleHeight, titleSize] = [16, 34, 15]

/** On white, with its title above, which is also told to who cannot see it. */
const picture = (title: string, draw: (paint: Paint) => SVGElement): string => {
  const { document } = parseHTML('<!doctype html><body></body>')
  const paint = filePaint(document)
  const drawing = draw(paint)
  const [wide, high] = [Number(drawing.getAttribute('width')), Number(drawing.getAttribute('height'))]
  const whole = [Math.max(wide, title.length * titleSize * 0.58) + margin * 2, high + titleHeight + margin * 2]
  drawing.setAttribute('x', `${margin}`)
  drawing.setAttribute('y', `${margin + titleHeight}`)
  // Of Plot's own style only the page has use.
  drawing.querySelector('style')?.remove()
  drawing.setAttribute('font-family', fonts)
  drawing.setAttribute('color', paint.colour('ink'))
  drawing.setAttribute('fill', paint.colour('ink'))
  const text = escaped(title)
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${whole[0]}" height="${whole[1]}" viewBox="0 0 ${whole.join(' ')}" role="img">`,
    `<title>${text}</title>`,
    `<rect width="100%" height="100%" fill="${paint.colour('page')}"/>`,
    `<text x="${margin}" y="${margin + titleSize}" font-family="${fonts}" font-size="${titleSize}" font-weight="600" fill="${paint.colour('ink')}">${text}</text>`,
    drawing.outerHTML,
    '</svg>\n',
  ].join('\n')
}

const fonts = "system-ui, 'DejaVu Sans', sans-serif"

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
