/** ssh asks its server and gives up long before its kernel would: whoever wants to outlive longer pauses must turn this, not the kernel. */
import type { Rule } from './rule.js'

export const serverAlive: Rule = ({ find }) => {
  const interval = find('ServerAliveInterval')
  const count = find('ServerAliveCountMax')
  if (count === undefined || (interval !== undefined && Number(interval.value) > 0)) return undefined
  return {
    at: count,
    text: 'ServerAliveCountMax does nothing without ServerAliveInterval, which is 0 unless it is set',
  }
}
