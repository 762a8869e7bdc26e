/** One exchange on a connection: what the silence does to it. */
import type { Attempts } from '../tcp/attempts.js'
import { retransmit } from '../tcp/retransmission.js'
import type { Lapse } from './address.js'
import { type Ending, type Failed, gaveUp, hasFailed, limited, refused, retransmissionLimit } from './ending.js'
import { pingLimits } from './limits.js'
import { closedByService, givenUpByServer } from './server.js'
import { watch } from './watching.js'
import type { World } from './world.js'

/** The request leaves at `sentMs` on a connection that was made at `connectedMs`. */
export const exchange = (world: World, connectedMs: number, sentMs: number): Ending => {
  const ending = unlimited(world, connectedMs, sentMs)
  const ended = endedByServer(world, connectedMs, sentMs, ending) ?? ending
  return limited(ended, sentMs, [...world.limits.exchange, ...pingLimits(world)], world)
}

/** The VM's side may have ended the connection before it heard anything. */
const endedByServer = (world: World, connectedMs: number, sentMs: number, ending: Ending): Failed | undefined => {
  const endMs = hasFailed(ending) ? ending.atMs : ending.doneMs
  const heardMs = endMs - world.rhythm.serviceMs
  const lapse = world.address.lapses.find(({ fromMs, toMs }) => toMs > sentMs && fromMs < heardMs)
  if (lapse === undefined) return undefined
  const given = givenUpByServer(world, lapse, Math.min(sentMs, lapse.fromMs), endMs, false)
  const closed = closedByService(world, connectedMs, sentMs)
  return closed !== undefined && closed.atMs < (given?.atMs ?? heardMs) ? closed : given
}

/** What comes of the questions whether the VM is there that somebody asks in a lapse who says nothing else. */
export const ping = (world: World, connectedMs: number, { fromMs }: Lapse): Failed | undefined => {
  const limits = pingLimits(world)
  if (limits.length === 0) return undefined
  const ending = limited(unlimited(world, connectedMs, fromMs), fromMs, limits, world)
  return hasFailed(ending) ? ending : undefined
}

/** The VM's kernel acknowledges by itself what its service has not answered by then (TCP_DELACK_MIN, 40 ms). */
const delayedAckMs = 40

const unlimited = (world: World, connectedMs: number, sentMs: number): Ending => {
  const { address, rhythm, stack, rtoMs, timer } = world
  const { serviceMs, segments } = rhythm
  const at = (ms: number) => address.at(ms, connectedMs)

  /** When the answer to a request that the VM has is there; `undefined` when the VM is lost meanwhile. */
  const answered = (atMs: number): { doneMs: number; acknowledged: boolean } | undefined => {
    const { toMs, pausesMs, answer } = at(atMs)
    const wantedMs = serviceMs + pausesMs
    const acknowledged = serviceMs > delayedAckMs || answer === 'kernel'
    if (answer === 'service' && atMs + wantedMs <= toMs) return { doneMs: atMs + wantedMs, acknowledged: true }
    const silence = answer === 'service' ? at(toMs) : at(atMs)
    if (silence.answer === 'reset' || (silence.answer === 'nobody' && silence.toMs === Number.POSITIVE_INFINITY))
      return undefined
    const backMs = silence.answer === 'service' ? toMs : silence.toMs
    return { doneMs: backMs + wantedMs, acknowledged: acknowledged || silence.answer === 'kernel' }
  }

  const first = at(sentMs).answer === 'service' ? answered(sentMs) : undefined
  // Nothing happens: no need to look at timers.
  if (first !== undefined && first.doneMs <= sentMs + rtoMs) return first

  /** What the kernel does until then, and the first retransmission after it. Later ones cost time, and mostly nobody asks. */
  const attemptsUntil = (untilMs: number): Attempts =>
    retransmit(stack, {
      rtoMs,
      segments,
      srttMs: serviceMs,
      startMs: sentMs,
      untilMs: Math.min(untilMs, address.endMs),
      timer,
      send: world.sendFrom(sentMs),
    })
  const gaveUpBefore = (ms: number): Ending | undefined => {
    const attempts = attemptsUntil(ms)
    return attempts.gaveUpMs < ms ? givenUp(attempts) : undefined
  }
  const givenUp = (attempts: Attempts): Ending => gaveUp(attempts, retransmissionLimit(world), world)
  /**
   * Who waits for an answer to what was acknowledged at `heardMs` is as idle as one who says nothing. As long as something is not acknowledged, the
   * kernel sends no keepalive probes (linux, net/ipv4/tcp_timer.c, tcp_keepalive_timer).
   */
  const waiting = ({ doneMs, acknowledged }: NonNullable<ReturnType<typeof answered>>, heardMs: number): Ending =>
    (acknowledged ? watch(world, connectedMs, heardMs, doneMs) : gaveUpBefore(doneMs)) ?? { doneMs }
  if (first !== undefined) return waiting(first, sentMs)

  /** What comes of a segment that leaves then; nothing when it is lost. */
  const reaching = (atMs: number): Ending | undefined => {
    const { answer, toMs } = at(atMs)
    if (answer === 'reset' || answer === 'no service') return refused(atMs, 'ECONNRESET', world)
    const tooLate = answer === 'queue' ? gaveUpBefore(toMs) : undefined
    if (tooLate !== undefined) return tooLate
    const reachesMs = answer === 'queue' ? toMs : atMs
    const reached = at(reachesMs).answer
    const ending = reached === 'service' || reached === 'kernel' ? answered(reachesMs) : undefined
    return ending && waiting(ending, reachesMs)
  }
  for (let untilMs = at(sentMs).toMs; ; untilMs += untilMs - sentMs) {
    const attempts = attemptsUntil(untilMs)
    for (const atMs of [sentMs, ...attempts.sentMs]) {
      const ending = reaching(atMs)
      if (ending !== undefined) return ending
    }
    if (attempts.gaveUpMs < Number.POSITIVE_INFINITY || untilMs >= address.endMs) return givenUp(attempts)
  }
}
