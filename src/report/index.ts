/** The list of reporters: the one place where one is named. See `reporter.ts` for the contract and how to add one. */
import { brief } from './brief.js'
import { json } from './json.js'
import { none } from './none.js'
import { pretty } from './pretty.js'
import type { Reporter } from './reporter.js'

export const reporters = { pretty, brief, json, none } satisfies Record<string, Reporter>
export type ReporterName = keyof typeof reporters
