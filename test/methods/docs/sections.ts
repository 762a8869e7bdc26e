/**
 * Parts of a page that are computed, each between two comments that a reader of the page does not see:
 *
 *     <!-- presets: written by UPDATE_DOCS=1 npx vitest run test/methods/docs -->
 *     …
 *     <!-- /presets -->
 */
export type Sections = Readonly<Record<string, string>>

const written = 'UPDATE_DOCS=1 npx vitest run test/methods/docs'

/** The page with its computed parts as they should be. Every one must have its place. */
export const withSections = (page: string, sections: Sections, command = written): string =>
  Object.entries(sections).reduce((text, [name, content]) => {
    const place = new RegExp(`<!-- ${name}\\b[^>]*-->[^]*<!-- /${name} -->`)
    if (!place.test(text)) throw new Error(`the page has no place for ${name}: <!-- ${name} --> <!-- /${name} -->`)
    return text.replace(place, () => `<!-- ${name}: written by ${command} -->\n\n${content}\n\n<!-- /${name} -->`)
  }, page)

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.map(cell).join(' | ')} |`).join('\n')

/** A cell is one line, and a bar in it would be the next cell. */
const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('\n', ' ')
