/**
 * Holds a part of a crowd: every session as any other is held (`session.ts`), with its own connection, timers and habits. What it says is not told as it
 * happens but gathered, so that the history grows with the number of sessions and not with the time.
 */
import { build, encodeIntoCompressedBase64 } from 'hdr-histogram-js'
import type { CrowdEvent } from '../../src/crowd-event.js'
import type { Seen } from '../../src/history.js'
import type { Clock } from '../clock.js'
import type { Around, SessionProgram } from '../sessions/program.js'
import { inTurns } from './in-turns.js'
import type { CrowdToHold } from './messages.js'
import type { HeldSession } from './session.js'
import { openSlots } from './slots.js'
import { openTally, type Tally } from './tally.js'

export interface HeldCrowd extends HeldSession {
  /** The base line is over: from now on what took long is kept. */
  mark(): void
}

type Told<Event = CrowdEvent> = Event extends CrowdEvent ? Omit<Event, 'crowd'> : never

/** So many are being opened at a time: fewer than wait in a listening socket's queue (511, Node's own). */
const openingAtOnce = 200
/** So many of all parts together are being asked at a time, and each is answered like in any other moment. */
const askingAtOnce = 100
const countEveryMs = 1000
/** Of these a line of the history is made. */
const toldAtOnce = 1000

export const holdCrowd = (
  crowd: CrowdToHold,
  program: SessionProgram,
  around: Around,
  say: (event: CrowdEvent) => void,
): HeldCrowd => {
  const { clock } = around
  const tell = (event: Told): void => say({ crowd: crowd.cell, ...event } as CrowdEvent)
  const baseline = build({ numberOfSignificantValueDigits: 2 })
  const slots = openSlots()
  const tallies = Array.from({ length: crowd.count }, openTally)
  const sessions: HeldSession[] = []
  let markMs: number | undefined
  let finishing = false

  const hear = (tally: Tally, event: Seen): void => {
    if (event.type === 'exchanges') {
      for (const [endMs, tookMs] of event.done) {
        if (markMs === undefined || endMs < markMs) baseline.recordValue(Math.round(tookMs * 1000))
        else slots.add(endMs, tookMs)
      }
    }
    tally.hear(event, markMs)
  }

  /** All parts exchange all the time, rather than one after the other: one process alone could not do what all of them can. */
  const phaseOf = (index: number): number => (index / crowd.count + crowd.first / crowd.of / crowd.count) * crowd.paceMs

  const open = async (index: number): Promise<void> => {
    const tally = tallies[index] as Tally
    const number = crowd.first + index
    await new Promise<void>((opened) => {
      const session = {
        ...crowd,
        cell: `${crowd.cell}#${number}`,
        phaseMs: phaseOf(index),
        tellEveryMs: 0,
      }
      sessions[index] = program.hold(session, around, (event) => {
        hear(tally, event)
        if (event.type === 'connected' || event.type === 'failed' || event.type === 'gave-up') opened()
      })
    })
  }
  void inTurns(crowd.count, openingAtOnce, (index) => (finishing ? Promise.resolve() : open(index)))

  const count = (): void => tell({ type: 'crowd-counted', part: crowd.part, atMs: clock.now(), ...counted(tallies) })
  const counting = setInterval(count, countEveryMs)

  return {
    mark() {
      markMs = clock.now()
    },
    /** Each has its time in the pace: all of them at one moment would wait for each other. */
    use() {
      for (const [index, session] of sessions.entries())
        setTimeout(() => session?.use(), (index / crowd.count) * crowd.paceMs)
    },
    /** It is counted, time and again. */
    tellNext() {},
    async finish() {
      finishing = true
      await inTurns(crowd.count, Math.ceil((askingAtOnce * crowd.count) / crowd.of), async (index) =>
        sessions[index]?.finish(),
      )
      clearInterval(counting)
      tellAll(crowd, tallies, clock, tell)
      tell({
        type: 'crowd-summed',
        atMs: clock.now(),
        part: crowd.part,
        baseline: encodeIntoCompressedBase64(baseline),
        slots: slots.read(),
      })
    },
  }
}

const counted = (tallies: readonly Tally[]) => {
  let opened = 0
  let over = 0
  let allDoneMs = Number.POSITIVE_INFINITY
  for (const tally of tallies) {
    if (tally.opened) opened++
    if (tally.over) over++
    else allDoneMs = Math.min(allDoneMs, tally.doneMs ?? 0)
  }
  const isKnown = allDoneMs > 0 && over < tallies.length
  return { sessions: tallies.length, opened, over, ...(isKnown && { allDoneMs }) }
}

const tellAll = (
  { part, address, first }: CrowdToHold,
  tallies: readonly Tally[],
  clock: Clock,
  tell: (event: Told) => void,
): void => {
  for (let from = 0; from < tallies.length; from += toldAtOnce) {
    const members = tallies.slice(from, from + toldAtOnce).map((tally) => tally.member())
    tell({ type: 'crowd-told', atMs: clock.now(), part, address, first: first + from, members })
  }
}
