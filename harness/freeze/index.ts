/** The list of freezers: the one place where one is named. */
import type { Freezer } from './freezer.js'
import { none } from './none.js'
import { sigstop } from './sigstop.js'

export const freezers = { none, sigstop } satisfies Record<string, Freezer>
