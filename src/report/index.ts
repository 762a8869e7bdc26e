/** The list of reporters: the one place where one is named. See `reporter.ts` for the contract and how to add one. */
import { brief } from './brief.js'
import { github } from './github.js'
import { html } from './html.js'
import { json } from './json.js'
import { jsonl } from './jsonl.js'
import { junit } from './junit.js'
import { markdown } from './markdown.js'
import { none } from './none.js'
import { pretty } from './pretty.js'
import type { Reporter } from './reporter.js'
import { tap } from './tap.js'

export const reporters = { pretty, brief, html, json, jsonl, junit, tap, github, markdown, none } satisfies Record<
  string,
  Reporter
>
export type ReporterName = keyof typeof reporters
