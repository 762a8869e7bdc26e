/** A crowd while it lives is what its parts are together, of which each tells once a second how many of its sessions are at what. */
import type { EventOf } from './history.js'

type Counted = EventOf<'crowd-counted'>

export interface CrowdNow {
  /** All of them are, or have been. */
  readonly opened: boolean
  /** No more will come of any. */
  readonly over: boolean
  /** When the one that has waited longest last got something done; 0 before each has. */
  readonly doneMs: number
}

/** @param count how many there are */
export const openCrowdCount = (count: number): ((event: Counted) => CrowdNow) => {
  const parts = new Map<number, Counted>()
  return (event) => {
    parts.set(event.part, event)
    const all = [...parts.values()]
    const sum = (of: (part: Counted) => number): number => all.reduce((so, part) => so + of(part), 0)
    const living = all.filter(({ over, sessions }) => over < sessions)
    return {
      opened: sum(({ opened, over }) => Math.max(opened, over)) === count,
      over: sum(({ over }) => over) === count,
      doneMs: living.length === 0 ? 0 : Math.min(...living.map(({ allDoneMs = 0 }) => allDoneMs)),
    }
  }
}
