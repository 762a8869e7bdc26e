/** How a session of each shape spends its time on a connection that is there. None of them ends by itself: they are called off, or something fails. */
import type { Shape } from '../../src/cell.js'

/** What a session can do. Whatever fails rejects with the socket's error, or with the session's own timer. */
export interface Held {
  /** How often an exchange is due, ms. */
  readonly paceMs: number
  /** When the first is, ms from now. */
  firstInMs(): number
  /** True once the session is being finished: nothing is begun then. */
  isOver(): boolean
  /** Exchanges that are done, on all connections. */
  exchanged(): number
  exchange(): Promise<void>
  /** An exchange beside what is under way. */
  ask(): Promise<void>
  subscribe(): Promise<void>
  pushed(): Promise<void>
  /** Does nothing until something is due, or the session is being finished. @throws what ends the connection meanwhile */
  quietFor(ms: number): Promise<void>
  /** Does nothing until the migration is over. */
  quietUntilUsed(): Promise<void>
}

const talk = async (held: Held): Promise<void> => {
  for (
    let due = performance.now() + held.firstInMs();
    !held.isOver();
    due = Math.max(due + held.paceMs, performance.now())
  ) {
    await held.quietFor(due - performance.now())
    if (!held.isOver()) await held.exchange()
  }
}

export const shapeHabits: Readonly<Record<Shape, (held: Held) => Promise<void>>> = {
  talking: talk,

  /** One exchange shows that the session works. */
  async idle(held) {
    if (held.exchanged() === 0) await held.exchange()
    await held.quietUntilUsed()
    await talk(held)
  },

  /** What it says in the end is how a listener finds out that nobody pushes to it any more. */
  async listening(held) {
    await held.subscribe()
    const sayInTheEnd = async (): Promise<void> => {
      await held.quietUntilUsed()
      if (!held.isOver()) await held.ask()
    }
    const hear = async (): Promise<void> => {
      while (!held.isOver()) await held.pushed()
    }
    await Promise.all([hear(), sayInTheEnd()])
  },
}
