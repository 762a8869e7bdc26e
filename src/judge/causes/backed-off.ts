/**
 * The VM was back, and the client's kernel, which had something to say, waited for its next retransmission: each waits twice as long as the one before
 * (RFC 6298 5.5), so a session may be silent for as long again as its VM was.
 */
import { retransmit } from '../../tcp/retransmission.js'
import type { CellFacts, Facts } from '../facts.js'
import type { CauseRule } from './cause.js'
import { at, capturedLines, sampleLine } from './evidence.js'
import { clientStack, lossOf, triesAround } from './measured.js'
import { foundLate } from './path-repair.js'
import { dueMs } from './ss-timer.js'
import { type Stall, stallLine, stallOf } from './stall.js'
import { seconds } from './when.js'

export const longestTimeout = 'net.ipv4.tcp_rto_max_ms'
/** The kernel takes no shorter one (net/ipv4/sysctl_net_ipv4.c). */
export const shortestRtoMaxMs = 1000

export const backedOff: CauseRule = (cell, facts, finding) => {
  const stall = stallOf(cell, finding)
  const { wire, shape } = cell.cell
  if (stall === undefined || stall.tailMs === 0 || shape === 'listening') return undefined
  if (!['drop', 'unreachable'].includes(wire)) return undefined
  const tried = captured(cell, stall) ?? seenInSample(cell, stall) ?? computed(cell, facts, stall)
  if (tried === undefined) return undefined
  // Who is told that the VM is unreachable does not back off.
  const limit =
    wire === 'unreachable'
      ? {}
      : { setting: longestTimeout, value: clientStack(cell, facts).rtoMaxMs, needed: cap(cell, facts, stall) }
  const { needed = null } = limit
  return {
    owner: 'client kernel',
    ...limit,
    startedMs: tried.lastMs,
    firedMs: stall.toMs,
    pauseMs: tried.lastMs - (stall.silence?.fromMs ?? stall.fromMs),
    evidence: [stallLine(stall, cell), ...tried.evidence, ...retransmittedInAll(cell)],
    others:
      stall.searchMs > 0
        ? [{ owner: 'network', setting: null, text: `${foundLate(stall)}: a retransmission meanwhile was lost too` }]
        : [],
    text: [
      `${stall.story}: ${stall.searchMs > 0 ? `${foundLate(stall)}, then ` : ''}until the client kernel's next retransmission`,
      wire === 'unreachable' ? '' : ', whose timer had backed off',
      needed === null ? '' : `; tcp_rto_max_ms=${needed.value} would have had it back within ${seconds(needed.value)}`,
    ].join(''),
  }
}

interface Tried {
  /** The last retransmission that was lost. */
  readonly lastMs: number
  readonly evidence: readonly string[]
}

const captured = ({ sentAgain, ...cell }: CellFacts, stall: Stall): Tried | undefined => {
  const overMs = overOf(stall)
  const tries = triesAround(overMs, { sentMs: sentAgain.map(({ atMs }) => atMs) })
  if (tries === undefined || tries.lastMs < stall.fromMs || !isNear(tries.nextMs, stall)) return undefined
  return { lastMs: tries.lastMs, evidence: capturedLines(sentAgain, stall, cell) }
}

/** Of the samples that were taken before the VM could be talked to, the last tells which retransmission was the first after that. */
const seenInSample = (cell: CellFacts, stall: Stall): Tried | undefined => {
  const overMs = overOf(stall)
  const sample = cell.samples.findLast(
    ({ atMs, timer }) => atMs >= stall.fromMs && atMs <= overMs && timer?.startsWith('on') === true,
  )
  const inMs = sample && dueMs(sample.timer ?? '')
  const sentAgoMs = Number(sample?.info.lastsnd ?? 0)
  if (sample === undefined || inMs === undefined || !(sentAgoMs >= 0) || !isNear(sample.atMs + inMs, stall))
    return undefined
  return {
    lastMs: sample.atMs - sentAgoMs,
    evidence: [sampleLine(sample, cell), `so the next retransmission was due ${at(sample.atMs + inMs, cell)}`],
  }
}

const computed = (cell: CellFacts, facts: Facts, stall: Stall): Tried | undefined => {
  // Somebody's own program may have given its connection up meanwhile, or makes a new one each time.
  const isSame = cell.connected.length > 0 && cell.connected.every(({ atMs }) => atMs <= stall.fromMs)
  if (cell.cell.command !== undefined && !isSame) return undefined
  const overMs = overOf(stall)
  const sentMs = sentFrom(cell, facts, stall, Math.max(overMs, stall.toMs))
  const [tries] = sentMs
    .slice(1)
    .map((nextMs, n) => ({ nextMs, lastMs: sentMs[n] ?? nextMs }))
    .filter(({ nextMs, lastMs }) => nextMs + offBy(nextMs, stall) >= overMs && lastMs - offBy(lastMs, stall) < overMs)
    .sort((one, other) => Math.abs(one.nextMs - stall.toMs) - Math.abs(other.nextMs - stall.toMs))
  if (tries === undefined || !isNear(tries.nextMs, stall)) return undefined
  const { lastMs, nextMs } = tries
  const isClose = nextMs < overMs || lastMs >= overMs
  return {
    lastMs: Math.min(lastMs, overMs),
    evidence: [
      `computed, not seen: a retransmission ${at(nextMs, cell)}, the one before it ${at(lastMs, cell)}${isClose ? ', either a sixteenth sooner or later' : ''}`,
    ],
  }
}

/** A kernel's timer is late by up to an eighth of its wait; the model takes half of that. */
const offBy = (ms: number, { fromMs }: Stall): number => (ms - fromMs) / 16

const overOf = ({ silence, toMs }: Stall): number => silence?.overMs ?? toMs

const sentFrom = (
  cell: CellFacts,
  facts: Facts,
  stall: Stall,
  untilMs: number,
  changed: { rtoMaxMs?: number } = {},
) => {
  const stack = { ...clientStack(cell, facts), ...changed }
  const loss = lossOf(stack, stall.fromMs, cell.sockets.at(-1)?.info ?? {}, { ...cell, overMs: overOf(stall) })
  return retransmit(stack, { ...loss, untilMs }).sentMs
}

/** A shorter longest timeout spends `tcp_retries2` sooner; so it does only where the session would have lived until the VM was back. */
const cap = (cell: CellFacts, facts: Facts, stall: Stall) =>
  stall.tailMs > shortestRtoMaxMs &&
  triesAround(overOf(stall), {
    sentMs: sentFrom(cell, facts, stall, overOf(stall), { rtoMaxMs: shortestRtoMaxMs }),
  }) !== undefined
    ? { setting: longestTimeout, value: shortestRtoMaxMs }
    : null

/** A stall ends with the answer to a retransmission; kernels' timers are late by up to an eighth, each of them. */
const isNear = (nextMs: number, { fromMs, toMs }: Stall): boolean =>
  Math.abs(nextMs - toMs) <= Math.max(500, (toMs - fromMs) / 4)

const retransmittedInAll = ({ sockets }: CellFacts): string[] => {
  const retrans = sockets.at(-1)?.info.retrans
  return retrans === undefined ? [] : [`ss -E at the end of the session: retrans:${retrans}`]
}
