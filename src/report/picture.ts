/** Pictures of a report: SVG, drawn by what draws the page, which `npm run build:web` builds into one file for Node. */
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { packageRoot } from '../scenario/package-root.js'
import type { PageCurve, PageMove, PageRun, Story } from './html/data.js'

export interface Pictures {
  grid(run: Pick<PageRun, 'cells' | 'moves'>, title: string): string
  timeLine(story: Story, phases: PageMove['phases']['items'], title: string): string
  curves(
    curves: {
      /** Names are unique. */
      readonly curves: readonly Pick<PageCurve, 'name' | 'predicted' | 'trials' | 'borders'>[]
      readonly fromMs: number
      readonly toMs: number
    },
    title: string,
  ): string
}

const file = join(packageRoot, 'dist/web/pictures/pictures.js')

export const loadPictures = async (): Promise<Pictures> => {
  const { pictures } = (await import(pathToFileURL(file).href)) as { readonly pictures: Pictures }
  return pictures
}
