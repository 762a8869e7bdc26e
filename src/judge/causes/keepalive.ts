/**
 * Nothing was in flight, and the VM did not answer the client kernel's keepalive probes: ETIMEDOUT of a socket that had nothing to send again
 * (RFC 1122 4.2.3.6; net/ipv4/tcp_timer.c, tcp_keepalive_timer).
 */
import { keepaliveTimes, probing } from '../../tcp/keepalive.js'
import type { TcpStack } from '../../tcp/stack.js'
import type { CellFacts } from '../facts.js'
import { type CauseRule, failureOf, type Named } from './cause.js'
import { capturedLines, failureLine, retransmissionsOf, sampleLine, socketLine, socketOf } from './evidence.js'
import { clientStack, idleNeeded, lastHeardMs, neededFor, probedTimeoutNeeded, probesNeeded } from './measured.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

export const keepalive: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  const { keepalive: asked } = cell.cell.timers
  if (failure?.error.code !== 'ETIMEDOUT' || failure.during === 'connect' || failure.timer !== undefined)
    return undefined
  const socket = socketOf(cell, failure)
  if (asked?.value !== true || socket === undefined || retransmissionsOf(socket.info).unanswered > 0) return undefined
  const stack = clientStack(cell, facts)
  const heardMs = lastHeardMs(socket)
  const times = keepaliveTimes(stack, asked)
  const silence = silenceBefore(failure.atMs, cell)
  const lastProbeMs = probing(stack, times, { heardMs }).sentMs.at(-1)
  const { named, needed } = limitOf(cell, stack, heardMs, silence?.overMs)
  const enough = needed === null ? '' : `; ${inWords(needed)} would have done`
  return {
    ...named,
    startedMs: heardMs,
    firedMs: failure.atMs,
    needed,
    pauseMs: silence && lastProbeMs !== undefined ? lastProbeMs - silence.fromMs : undefined,
    evidence: [
      failureLine(failure, cell),
      ...cell.samples
        .filter(
          ({ atMs, localPort, timer }) =>
            localPort === socket.localPort && atMs >= heardMs && timer?.startsWith('keepalive'),
        )
        .map((sample) => sampleLine(sample, cell)),
      ...capturedLines(cell.sentAgain, { fromMs: heardMs, toMs: failure.atMs }, cell),
      socketLine(socket, cell),
      'nothing was in flight: the socket had nothing to send again',
    ],
    text: `client kernel's keepalive probes were not answered (${asked.setting}: after ${seconds(times.idleMs)}, ${times.probes} probes ${seconds(times.intervalMs)} apart${stack.userTimeoutMs === undefined ? '' : `, ${named.setting} of ${seconds(stack.userTimeoutMs)} in place of their number`}), ETIMEDOUT ${whenSeen(failure.atMs, cell)}${enough}`,
  }
}

/** What ends a connection whose probes are not answered: TCP_USER_TIMEOUT where it is set, else their number. */
const limitOf = (cell: CellFacts, stack: TcpStack, heardMs: number, overMs: number | undefined) => {
  const { keepalive: asked, userTimeout } = cell.cell.timers
  const times = keepaliveTimes(stack, asked ?? {})
  const neededBy = (setting: string, find: (overMs: number) => number | undefined) =>
    neededFor(cell, overMs, setting, find)
  if (userTimeout !== undefined) {
    const { setting, value } = userTimeout
    return {
      named: { owner: 'application', setting, value } as const,
      needed: neededBy(setting, (ms) => probedTimeoutNeeded(stack, times, heardMs, ms)),
    }
  }
  if (asked?.idleMs !== undefined) {
    const { setting, idleMs } = asked
    return {
      named: { owner: 'application', setting, value: idleMs } as const,
      needed: neededBy(setting, (ms) => idleNeeded(stack, times, heardMs, ms)),
    }
  }
  const setting = 'net.ipv4.tcp_keepalive_time'
  return {
    named: { owner: 'client kernel', setting, value: times.idleMs / 1000 } as const,
    needed: neededBy('net.ipv4.tcp_keepalive_probes', (ms) => probesNeeded(stack, heardMs, ms)),
  }
}

/** The kernel's settings are counts, a program's own are times. */
const inWords = ({ setting, value }: NonNullable<Named['needed']>): string =>
  setting.startsWith('net.') ? `${setting.replace('net.ipv4.', '')}=${value}` : seconds(value)
