/**
 * The machine at the other end is gone, another one has its address and knows nothing of the connection, and the client does not notice: it only listens.
 * A connection like that is called half-open (RFC 9293, 3.5.1). Only something that it says, a keepalive probe too, would be answered, by a RST.
 */
import { type CauseRule, failureOf } from './cause.js'
import { at, sampleLine } from './evidence.js'
import { seconds } from './when.js'

/** What `src/judge/program-end.ts` says of a client that waits for ever. */
export const unnoticed = 'its connection ended with the lost machine, and it has not noticed'

export const halfOpen: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure?.error.message !== unnoticed) return undefined
  const sample = cell.samples.findLast(({ atMs }) => atMs <= failure.atMs)
  const [kind, due] = sample?.timer?.split(',') ?? []
  const asks =
    kind === 'keepalive' ? `; its kernel asks in ${due} (SO_KEEPALIVE)` : ', and nobody asks for it (no SO_KEEPALIVE)'
  const sinceMs = failure.atMs - (cell.vm.backMs ?? failure.atMs)
  return {
    owner: 'client program',
    startedMs: failure.startedMs,
    firedMs: failure.atMs,
    evidence: [
      `${at(failure.startedMs, cell)}: the last that came over its connection`,
      ...(sample === undefined ? [] : [sampleLine(sample, cell)]),
      `${at(failure.atMs, cell)}: the run ended, and its socket was still there`,
    ],
    text: `${unnoticed}, ${seconds(sinceMs)} after another one took over: it only listens${asks}`,
  }
}
