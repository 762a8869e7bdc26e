/** What drawings are painted with: on the page the theme's variables, in a file of its own the same colours as they are on white. */
import theme from '../theme.css?raw'

export interface Paint {
  /** A colour of `theme.css` by its name there. */
  colour(name: string): string
  /** Where the drawing's elements come from; the page's own when left out. */
  readonly document?: Document
}

export const pagePaint: Paint = { colour: (name) => `var(--${name})` }

/** Their names and what they are by day. */
const byDay = new Map(
  [...theme.matchAll(/--([\w-]+):\s*light-dark\(([^,]+),/g)].map(([, name = '', light = '']) => [name, light]),
)

export const filePaint = (document: Document): Paint => ({
  document,
  colour(name) {
    const found = byDay.get(name)
    if (found === undefined) throw new Error(`theme.css has no colour ${name}`)
    return found
  },
})
