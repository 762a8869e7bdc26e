/** How many sessions one process can hold: each is an open file, in the client and again in its service. */
import { readFileSync } from 'node:fs'
import type { Check } from '../../src/doctor/check.js'

/** More than any scenario that comes with outlive needs of one process. */
const enough = 1024

export const checkOpenFiles = (): Check[] => {
  // The second column is the hard limit; Node raises its own soft limit to it.
  const [, hard = ''] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  const ok = hard === 'unlimited' || Number(hard) >= enough
  const check = { name: 'open files', ok, neededBy: 'optional' } as const
  if (ok) return [{ ...check, detail: `up to ${hard} in one process` }]
  return [
    { ...check, detail: `only ${hard} in one process`, fix: `raise the hard limit: ulimit -Hn ${enough}, as root` },
  ]
}
