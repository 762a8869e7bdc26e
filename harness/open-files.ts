/** How many files one process may have open; Node raises its own soft limit to it. */
import { readFileSync } from 'node:fs'

/** Infinity where there is no limit. */
export const mostOpenFiles = (): number => {
  // The second column is the hard limit.
  const [, hard = ''] = /^Max open files\s+\S+\s+(\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')) ?? []
  return hard === 'unlimited' ? Number.POSITIVE_INFINITY : Number(hard)
}
