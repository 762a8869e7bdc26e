/** A question to a child process, and its answer. */
import type { Child } from './child.js'
import { withDeadline } from './undo.js'

interface Typed {
  readonly type: string
}

/**
 * Sends `message` and waits for the first message of type `answer`.
 * @throws Error that begins with `who` when the child says `failed`, ends, or says nothing for `ms`
 */
export const ask = <In, Out extends Typed, Type extends Out['type']>(
  who: string,
  child: Child<In, Out>,
  message: In,
  answer: Type,
  ms: number,
): Promise<Extract<Out, { type: Type }>> =>
  withDeadline(
    `${who} ${answer}`,
    ms,
    () =>
      new Promise((resolve, reject) => {
        child.onMessage((said) => {
          if (said.type === answer) resolve(said as Extract<Out, { type: Type }>)
          if (said.type === 'failed') reject(new Error(`${who}: ${(said as Typed & { message?: string }).message}`))
        })
        void child.ended.then((how) => reject(new Error(`${who} ${how}`)))
        child.send(message)
      }),
  )
