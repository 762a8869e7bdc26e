/** The finished page: what `npm run build:web` made of `web/report`, with the data in it. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../../scenario/package-root.js'
import type { PageData } from './data.js'
import { embed } from './embed.js'

const file = join(packageRoot, 'dist/web/report/index.html')

/** @throws Error where outlive was not built */
export const pageOf = (data: PageData): string => embed(readFileSync(file, 'utf8'), data)
