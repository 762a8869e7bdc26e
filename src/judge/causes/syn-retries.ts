/** Nobody answered a SYN: connect() failed with ETIMEDOUT (RFC 1122 4.2.3.5; net/ipv4/tcp_timer.c, tcp_write_timeout). */
import { connecting } from '../../tcp/syn.js'
import { type CauseRule, failureOf } from './cause.js'
import { capturedLines, failureLine } from './evidence.js'
import { clientStack, neededFor, synsNeeded } from './measured.js'
import { withRetryLimit } from './retry-limit.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

const setting = 'net.ipv4.tcp_syn_retries'

export const synRetries: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  if (failure?.error.code !== 'ETIMEDOUT' || failure.during !== 'connect') return undefined
  // A library's own timer calls itself ETIMEDOUT too, but no system call has returned it.
  if (failure.timer !== undefined || failure.error.syscall !== 'connect') return undefined
  const { atMs, startedMs } = failure
  const stack = clientStack(cell, facts)
  const silence = silenceBefore(atMs, cell)
  const needed = neededFor(cell, silence?.overMs, setting, (overMs) => synsNeeded(stack, startedMs, overMs))
  const lastSynMs = connecting(stack, { startMs: startedMs }).sentMs.at(-1) ?? startedMs
  return withRetryLimit(cell, {
    owner: 'client kernel',
    setting,
    value: stack.synRetries,
    startedMs,
    firedMs: atMs,
    needed,
    pauseMs: silence && lastSynMs - silence.fromMs,
    evidence: [
      ...cell.failures.map((each) => failureLine(each, cell)),
      ...capturedLines(cell.sentAgain, { fromMs: startedMs, toMs: atMs }, cell),
    ],
    text: `client kernel gave up connecting (tcp_syn_retries=${stack.synRetries}) ${whenSeen(atMs, cell)}, ${seconds(atMs - startedMs)} after its first SYN${needed === null ? '' : `; tcp_syn_retries=${needed.value} would have done`}`,
  })
}
