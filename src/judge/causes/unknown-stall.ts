/** No rule says where the stall came from: all that was seen of its time, and no guess. */
import type { CauseRule } from './cause.js'
import { at, failureLine, neighbourLine, sampleLine, socketLine } from './evidence.js'
import { stallLine, stallOf } from './stall.js'

export const unknownStall: CauseRule = (cell, _, finding) => {
  const stall = stallOf(cell, finding)
  if (stall === undefined) return undefined
  const isWithin = ({ atMs }: { atMs: number }): boolean => atMs >= stall.fromMs && atMs <= stall.toMs
  return {
    owner: 'unknown',
    startedMs: stall.fromMs,
    firedMs: stall.toMs,
    evidence: [
      stallLine(stall, cell),
      ...cell.failures.filter(isWithin).map((failure) => failureLine(failure, cell)),
      ...cell.said.filter(isWithin).map(({ atMs, line }) => `${at(atMs, cell)}: its client printed «${line}»`),
      ...cell.samples.filter(isWithin).map((sample) => sampleLine(sample, cell)),
      ...cell.sockets.map((socket) => socketLine(socket, cell)),
      ...cell.neighbours.filter(isWithin).map((event) => neighbourLine(event, cell)),
    ],
    text: stall.story,
  }
}
