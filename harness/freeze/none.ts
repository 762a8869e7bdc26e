/** Freezes nothing: the example to copy, and what a VM looks like whose wire alone is cut. */
import type { Freezer } from './freezer.js'

export const none: Freezer = {
  summary: 'leaves the processes running',
  prefix: () => [],
  freeze: async () => 'nothing was frozen',
  thaw: () => 'nothing was frozen',
}
