/** How many sessions one process can hold: each is an open file, in the client and again in its service. */
import type { Check } from '../../src/doctor/check.js'
import { mostOpenFiles } from '../open-files.js'

/** A run of a few machines needs so many: with fewer it would break somewhere in its midst. */
const fewest = 256
/** More than any scenario that comes with outlive needs of one process. */
const enough = 1024

export const checkOpenFiles = (): Check[] => {
  const most = mostOpenFiles()
  const check = { name: 'open files', ok: most >= enough, neededBy: most < fewest ? 'loopback' : 'optional' } as const
  const said = Number.isFinite(most) ? most : 'any number'
  if (check.ok) return [{ ...check, detail: `up to ${said} in one process` }]
  return [
    {
      ...check,
      detail: `only ${said} in one process`,
      fix: `raise the hard limit: ulimit -Hn ${enough}, as root, before outlive is started`,
    },
  ]
}
