/** The finished page: what was built of `web/report`, with the data in it. */
import { builtPage } from '../../page/built.js'
import type { PageData } from './data.js'
import { embed } from './embed.js'

/** @throws Error where outlive was not built */
export const pageOf = (data: PageData): string => embed(builtPage('report'), data)
