/**
 * The VM was back, and who had something to say waited for its next retransmission: each waits twice as long as the one before (RFC 6298 5.5), so a
 * session may be silent for as long again as its VM was.
 */
import { retransmit } from '../../tcp/retransmission.js'
import type { CellFacts } from '../facts.js'
import type { SocketSample } from '../traces.js'
import type { CauseRule } from './cause.js'
import { at, sampleLine } from './evidence.js'
import { clientStack, lossOf, triesAround } from './measured.js'
import { foundLate } from './path-repair.js'
import { dueMs } from './ss-timer.js'
import { type Stall, stallOf } from './stall.js'
import { seconds } from './when.js'

const setting = 'net.ipv4.tcp_rto_max_ms'
/** The kernel takes no shorter one (net/ipv4/sysctl_net_ipv4.c). */
const shortestRtoMaxMs = 1000

export const backedOff: CauseRule = (cell, facts, finding) => {
  const stall = stallOf(cell, finding)
  const { wire, shape } = cell.cell
  const overMs = stall?.silence?.overMs
  if (stall === undefined || overMs === undefined || stall.tailMs === 0 || !['drop', 'unreachable'].includes(wire))
    return undefined
  const began = `${at(stall.fromMs, cell)}: nothing more came; ${at(stall.toMs, cell)}: the answer`
  if (shape === 'listening') {
    // Guests' timers are capped, so that nobody waits longer for what a VM sends again (CONTRIBUTING.md).
    if (stall.tailMs > 2 * shortestRtoMaxMs) return undefined
    return {
      owner: 'server kernel',
      setting,
      firedMs: stall.toMs,
      evidence: [began, 'the client listens: what was lost is for the VM to send again'],
      text: `${stall.story}: until the VM's kernel sent again what had been lost`,
    }
  }
  const stack = clientStack(cell, facts)
  const sample = cell.samples.findLast(
    ({ atMs, timer }) => atMs >= stall.fromMs && atMs <= overMs && timer?.startsWith('on') === true,
  )
  const loss = lossOf(stack, stall.fromMs, cell.sockets.at(-1)?.info ?? {}, { ...cell, overMs })
  const computed = triesAround(overMs, retransmit(stack, { ...loss, untilMs: overMs }))
  const seen = sample && tryIn(sample)
  const tried = seen ?? (computed && isNear(computed.nextMs, stall) ? { ...computed, evidence: 'computed' } : undefined)
  if (tried === undefined) return undefined
  const isCappedSoon = triesAround(
    overMs,
    retransmit({ ...stack, rtoMaxMs: shortestRtoMaxMs }, { ...loss, untilMs: overMs }),
  )
  const needed =
    stall.tailMs > shortestRtoMaxMs && isCappedSoon !== undefined ? { setting, value: shortestRtoMaxMs } : null
  const lastMs = computed?.lastMs
  return {
    owner: 'client kernel',
    // Who is told that the VM is unreachable does not back off.
    ...(wire === 'unreachable' ? {} : { setting, value: stack.rtoMaxMs }),
    ...(lastMs === undefined ? {} : { startedMs: lastMs }),
    firedMs: stall.toMs,
    needed,
    ...(lastMs === undefined ? {} : { pauseMs: lastMs - (stall.silence?.fromMs ?? stall.fromMs) }),
    others:
      stall.searchMs > 0
        ? [{ owner: 'network', setting: null, text: `${foundLate(stall)}: a retransmission meanwhile was lost too` }]
        : [],
    evidence: [
      began,
      ...(sample === undefined ? [] : [sampleLine(sample, cell)]),
      ...(seen === undefined
        ? [
            `computed, not seen: a retransmission ${at(tried.nextMs, cell)}, the one before it ${at(lastMs ?? stall.fromMs, cell)}`,
          ]
        : [`so the next retransmission was due ${at(seen.nextMs, cell)}`]),
      ...retransmitted(cell),
    ],
    text: `${stall.story}: ${stall.searchMs > 0 ? `${foundLate(stall)}, then ` : ''}until the client kernel's next retransmission${wire === 'unreachable' ? '' : ', whose timer had backed off'}${needed === null ? '' : `; tcp_rto_max_ms=${needed.value} would have had it back within ${seconds(needed.value)}`}`,
  }
}

const tryIn = ({ atMs, timer = '' }: SocketSample): { nextMs: number } | undefined => {
  const ms = dueMs(timer)
  return ms === undefined ? undefined : { nextMs: atMs + ms }
}

/** A stall ends with the answer to a retransmission; kernels' timers are late by up to an eighth, each of them. */
const isNear = (nextMs: number, { fromMs, toMs }: Stall): boolean =>
  Math.abs(nextMs - toMs) <= Math.max(500, (toMs - fromMs) / 4)

const retransmitted = ({ sockets }: CellFacts): string[] => {
  const retrans = sockets.at(-1)?.info.retrans
  return retrans === undefined ? [] : [`ss -E at the end of the session: retrans:${retrans}`]
}
