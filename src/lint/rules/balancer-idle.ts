/** A load balancer forgets a connection that says nothing; what is said on it afterwards is answered with a reset, or not at all. */
import { seconds } from '../../report/amounts.js'
import type { Rule } from './rule.js'

export const balancerIdle: Rule = ({ timers, find, balancerIdleMs }) => {
  const { keepalive, library } = timers
  if (balancerIdleMs === undefined) return undefined
  const asked = [keepalive?.value ? keepalive.idleMs : undefined, library?.keepaliveInterval?.value].filter(
    (ms) => ms !== undefined,
  )
  const firstMs = Math.min(...asked, Number.POSITIVE_INFINITY)
  if (firstMs < balancerIdleMs) return undefined
  const when = Number.isFinite(firstMs)
    ? `is asked after ${seconds(firstMs)} for the first time`
    : 'is never asked whether it lives'
  return {
    at: find('keepalives_idle') ?? find('ServerAliveInterval') ?? find('tcpKeepAlive'),
    text: `an idle connection ${when}; the load balancer forgets it after ${seconds(balancerIdleMs)}`,
  }
}
