/**
 * Nothing was in flight, and the VM did not answer the client kernel's keepalive probes: ETIMEDOUT of a socket that had nothing to send again
 * (RFC 1122 4.2.3.6; net/ipv4/tcp_timer.c, tcp_keepalive_timer).
 */
import { nodeKeepalive, probing } from '../../tcp/keepalive.js'
import { type CauseRule, failureOf } from './cause.js'
import { capturedLines, failureLine, retransmissionsOf, sampleLine, socketAt, socketLine } from './evidence.js'
import { clientStack, idleNeeded, lastHeardMs, neededFor, probesNeeded } from './measured.js'
import { seconds, silenceBefore, whenSeen } from './when.js'

export const keepalive: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  const { keepalive: asked } = cell.cell.timers
  if (failure?.error.code !== 'ETIMEDOUT' || failure.during === 'connect' || failure.timer !== undefined)
    return undefined
  const socket = socketAt(cell, failure.atMs)
  if (asked?.value !== true || socket === undefined || retransmissionsOf(socket.info).unanswered > 0) return undefined
  const stack = clientStack(cell, facts)
  const heardMs = lastHeardMs(socket)
  const { idleMs } = asked
  const times = idleMs === undefined ? stack.keepalive : nodeKeepalive(idleMs)
  const silence = silenceBefore(failure.atMs, cell)
  const lastProbeMs = probing(stack, times, { heardMs }).sentMs.at(-1)
  const named =
    idleMs === undefined
      ? ({ owner: 'client kernel', setting: 'net.ipv4.tcp_keepalive_time', value: times.idleMs / 1000 } as const)
      : ({ owner: 'application', setting: asked.setting, value: idleMs } as const)
  const needed =
    idleMs === undefined
      ? neededFor(cell, silence?.overMs, 'net.ipv4.tcp_keepalive_probes', (overMs) =>
          probesNeeded(stack, heardMs, overMs),
        )
      : neededFor(cell, silence?.overMs, asked.setting, (overMs) => idleNeeded(stack, idleMs, heardMs, overMs))
  const enough =
    needed === null
      ? ''
      : idleMs === undefined
        ? `; tcp_keepalive_probes=${needed.value} would have done`
        : `; ${seconds(needed.value)} would have done`
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
    text: `client kernel's keepalive probes were not answered (${asked.setting}: after ${seconds(times.idleMs)}, ${times.probes} probes ${seconds(times.intervalMs)} apart), ETIMEDOUT ${whenSeen(failure.atMs, cell)}${enough}`,
  }
}
