/** Who gives up connecting later than the kernel does has set a value that never decides. */
import { seconds } from '../../report/amounts.js'
import { connecting } from '../../tcp/syn.js'
import type { Rule } from './rule.js'

export const connectTimeout: Rule = ({ timers, stack, find }) => {
  const { connectTimeout } = timers
  const at = connectTimeout && find(connectTimeout.setting)
  if (connectTimeout === undefined || at === undefined) return undefined
  const kernelMs = connecting(stack).gaveUpMs
  if (connectTimeout.value <= kernelMs) return undefined
  return {
    at,
    text: `${connectTimeout.setting} of ${seconds(connectTimeout.value)} is never reached: with net.ipv4.tcp_syn_retries=${stack.synRetries} the kernel gives up connecting after ${seconds(kernelMs)}`,
  }
}
