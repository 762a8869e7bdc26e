/** What a service pushes to a client that listens, numbered, so that one which is missing or comes again is seen. */
import type { Audit } from '../../src/history.js'
import type { Connection } from './connection.js'

export interface Pushes {
  /** Push `from` is the next; what came before it is forgotten. */
  expect(from: number): void
  /** It came, and was right if its content is what a push of that number holds. */
  came(n: number, right: boolean): void
  /** Waits for the next one. @throws what ended the connection */
  next(): Promise<void>
}

type Counts = { -readonly [Kind in keyof Omit<Audit, 'acknowledged'>]: number }

/** @param counts gets what is lost, doubled or damaged */
export const pushesOver = (connection: Pick<Connection, 'answer'>, counts: Counts): Pushes => {
  let due = 1
  let waiting = 0
  let arrived = (): void => {}
  return {
    expect(from) {
      due = from
      waiting = 0
    },
    came(n, right) {
      if (right) {
        if (n < due) {
          counts.duplicated++
          return
        }
        counts.lost += n - due
        due = n
      } else {
        // What it says of its number is not to be believed either: it stands for the one that is due.
        counts.corrupted++
      }
      due++
      waiting++
      arrived()
    },
    async next() {
      if (waiting === 0) {
        await connection.answer(
          new Promise<void>((resolve) => {
            arrived = resolve
          }),
        )
      }
      waiting--
    },
  }
}
