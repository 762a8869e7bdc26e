/** Times of a keepalive that is off, or that nobody waits long enough for. */
import type { Rule } from './rule.js'

const times = ['keepalives_idle', 'keepalives_interval', 'keepalives_count'] as const

export const deafKeepalive: Rule = ({ find }) => {
  const off = find('keepalives')
  const set = times.flatMap((setting) => find(setting) ?? [])
  if (off === undefined || Number(off.value) !== 0 || set.length === 0) return undefined
  return {
    at: off,
    text: `keepalives=0 turns keepalive off: ${set.map(({ setting }) => setting).join(', ')} do nothing; write keepalives=1`,
  }
}
