/**
 * The client's kernel gave up on a segment that nobody acknowledged: ETIMEDOUT, and the socket's last TCP_INFO shows retransmissions.
 * What kills is not the giving up but the last retransmission: when it falls into the silence, the session dies even if the VM is long
 * back when the kernel gives up (linux, net/ipv4/tcp_timer.c, tcp_write_timeout).
 */
import { modelTimeoutMs } from '../../tcp/retransmission.js'
import type { TcpStack } from '../../tcp/stack.js'
import type { CellFacts, Facts } from '../facts.js'
import { type CauseRule, failureOf, type Named } from './cause.js'
import { capturedLines, failureLine, retransmissionsOf, sampleLine, socketAt, socketLine } from './evidence.js'
import { clientStack, lastSentMs, lossOf, neededFor, retriesNeeded, timeoutsOf } from './measured.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

const setting = 'net.ipv4.tcp_retries2'

export const retransmissionLimit: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  if (failure?.error.code !== 'ETIMEDOUT') return undefined
  const spent = retransmissionsSpent(cell, facts)
  return spent && { ...spent.named, text: `client kernel gave up (tcp_retries2=${spent.named.value}) ${spent.story}` }
}

/** What is the same whatever error the program saw: ETIMEDOUT, or, of a kernel that was told so meanwhile, EHOSTUNREACH. */
export const retransmissionsSpent = (
  cell: CellFacts,
  facts: Facts,
): { named: Omit<Named, 'text'>; story: string } | undefined => {
  const failure = failureOf(cell)
  if (failure === undefined || failure.during === 'connect' || failure.timer !== undefined) return undefined
  const socket = socketAt(cell, failure.atMs)
  if (socket === undefined || retransmissionsOf(socket.info).unanswered === 0) return undefined
  const stack = clientStack(cell, facts)
  if (isTooSoon(failure.atMs - failure.startedMs, stack)) return undefined
  const silence = silenceBefore(failure.atMs, cell)
  const lastMs = lastSentMs(socket)
  const lostMs = Math.max(failure.startedMs, silence?.fromMs ?? failure.startedMs)
  const needed = neededFor(cell, silence?.overMs, setting, (overMs) =>
    retriesNeeded(stack, lossOf(stack, lostMs, socket.info, { ...cell, overMs }), overMs),
  )
  const timeouts = failure.error.code === 'ETIMEDOUT' ? timeoutsOf(stack, socket.info) : undefined
  const backMs = silence?.backMs
  return {
    named: {
      owner: 'client kernel',
      setting,
      value: stack.retries2,
      startedMs: lostMs,
      firedMs: failure.atMs,
      needed,
      pauseMs: silence && lastMs - silence.fromMs,
      evidence: [
        failureLine(failure, cell),
        ...cell.samples
          .filter(
            ({ atMs, localPort, timer }) => localPort === socket.localPort && atMs >= lostMs && timer?.startsWith('on'),
          )
          .map((sample) => sampleLine(sample, cell)),
        ...capturedLines(cell.sentAgain, { fromMs: lostMs, toMs: failure.atMs }, cell),
        socketLine(socket, cell),
      ],
    },
    story: [
      `${whenSeen(failure.atMs, cell)}; its ${timeouts === undefined ? '' : `${ordinal(timeouts)} and `}last retransmission left ${whenSeen(lastMs, cell)}`,
      backMs !== undefined && lastMs < backMs ? `, ${seconds(backMs - lastMs)} before the VM was back` : '',
      needed === null ? '' : `; tcp_retries2=${needed.value} would have done`,
    ].join(''),
  }
}

/** `tcp_retries2` stands for a time, counted from the first retransmission: nothing that was sent less long ago can have spent it. */
export const isTooSoon = (waitedMs: number, { retries2, rtoMaxMs }: TcpStack): boolean =>
  waitedMs < modelTimeoutMs(retries2, rtoMaxMs)

const ordinal = (n: number): string => {
  const last = n % 100 > 10 && n % 100 < 14 ? 0 : n % 10
  return `${n}${['th', 'st', 'nd', 'rd'][last] ?? 'th'}`
}
