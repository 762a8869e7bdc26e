/** The list of rules: the one place where one is named. */
import { balancerIdle } from './balancer-idle.js'
import { connectTimeout } from './connect-timeout.js'
import { deafKeepalive } from './deaf-keepalive.js'
import type { Rule } from './rule.js'
import { serverAlive } from './server-alive.js'
import { userTimeout } from './user-timeout.js'

export const rules = {
  'user-timeout': userTimeout,
  'deaf-keepalive': deafKeepalive,
  'connect-timeout': connectTimeout,
  'server-alive': serverAlive,
  'balancer-idle': balancerIdle,
} satisfies Record<string, Rule>
