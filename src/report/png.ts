/** An SVG as PNG. Its letters are drawn with the machine's own fonts, so there must be some. */
import { existsSync, readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { EnvironmentError } from '../errors.js'

/** So that it is sharp where it is shown larger, and on a screen with small pixels. */
const zoom = 2

const folders = [
  '/usr/share/fonts',
  '/usr/local/share/fonts',
  '/System/Library/Fonts',
  '/Library/Fonts',
  ...['.fonts', '.local/share/fonts', 'Library/Fonts'].map((folder) => join(homedir(), folder)),
]

/** @throws EnvironmentError where there is nothing to draw letters with */
export const pngOf = async (svg: string, fontFolders: readonly string[] = folders): Promise<Uint8Array> => {
  const found = fontFolders.filter(hasFonts)
  if (found.length === 0) {
    throw new EnvironmentError(
      'a PNG needs fonts, and this machine has none',
      'apt-get install fonts-dejavu-core (or ask for --svg FILE, which needs none)',
    )
  }
  // It takes a while to load, and few ask for it.
  const { Resvg } = await import('@resvg/resvg-js')
  const picture = new Resvg(svg, {
    fitTo: { mode: 'zoom', value: zoom },
    font: { fontDirs: found, loadSystemFonts: false, defaultFontFamily: 'DejaVu Sans', sansSerifFamily: 'DejaVu Sans' },
  })
  return picture.render().asPng()
}

const hasFonts = (folder: string): boolean =>
  existsSync(folder) &&
  readdirSync(folder, { recursive: true, encoding: 'utf8' }).some((name) => /\.(ttf|otf|ttc)$/i.test(name))
