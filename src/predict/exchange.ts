/** One exchange on a connection: what the silence does to it. */
import { retransmit } from '../tcp/retransmission.js'
import { type Ending, gaveUp, limited, refused, retransmissionLimit } from './ending.js'
import type { World } from './world.js'

/** The request leaves at `sentMs` on a connection that was made at `connectedMs`. */
export const exchange = (world: World, connectedMs: number, sentMs: number): Ending =>
  limited(unlimited(world, connectedMs, sentMs), sentMs, world.timers.exchangeTimeout, world)

const unlimited = (world: World, connectedMs: number, sentMs: number): Ending => {
  const { address, rhythm, stack, rtoMs, timer } = world
  const { serviceMs, segments } = rhythm

  /** When the answer to a request that has reached the VM is there; `undefined` when the VM is lost meanwhile. */
  const answered = (atMs: number): number | undefined => {
    const { toMs, pausesMs } = address.at(atMs, connectedMs)
    const wantedMs = serviceMs + pausesMs
    if (atMs + wantedMs <= toMs) return atMs + wantedMs
    const next = address.at(toMs, connectedMs)
    if (next.answer === 'reset') return undefined
    return (next.answer === 'service' ? toMs : next.toMs) + wantedMs
  }

  const atOnce = address.at(sentMs, connectedMs).answer === 'service' ? answered(sentMs) : undefined
  // Nothing happens: no need to look at timers.
  if (atOnce !== undefined && atOnce <= sentMs + rtoMs) return { doneMs: atOnce }

  const untilMs = address.endMs + stack.rtoMaxMs + rtoMs
  const loss = { rtoMs, segments, srttMs: serviceMs, startMs: sentMs, untilMs, timer, send: world.sendFrom(sentMs) }
  const attempts = retransmit(stack, loss)
  const unlessGivenUp = (doneMs: number): Ending =>
    attempts.gaveUpMs < doneMs ? gaveUp(attempts, retransmissionLimit(world), world) : { doneMs }
  // The VM has the request, though its acknowledgement got lost: the session lives on when the VM does.
  if (atOnce !== undefined) return unlessGivenUp(atOnce)

  for (const atMs of [sentMs, ...attempts.sentMs]) {
    const { answer, toMs } = address.at(atMs, connectedMs)
    if (answer === 'reset' || answer === 'no service') return refused(atMs, 'ECONNRESET')
    if (answer === 'kernel') return { doneMs: answered(toMs) ?? toMs }
    const reachesMs = answer === 'queue' ? toMs : atMs
    if (answer === 'queue' && attempts.gaveUpMs < toMs) break
    if (address.at(reachesMs, connectedMs).answer !== 'service') continue
    const doneMs = answered(reachesMs)
    if (doneMs !== undefined) return unlessGivenUp(doneMs)
  }
  return gaveUp(attempts, retransmissionLimit(world), world)
}
