/**
 * What a console shows to whoever only watches it: a loop of the shell prints a numbered line again and again, as `watch` or `tail -f` would. The
 * shell reads nothing meanwhile; but the kernel's terminal echoes each key at once, between two lines or in the midst of one.
 */
import type { Pushes } from './pushes.js'

/**
 * Slower than keys are typed: each line costs the VM a `sleep`, as dash has none built in, and ten processes a second and session would keep a
 * host busy that holds a matrix of them.
 */
const everySeconds = 0.25

const lineOf = (id: string, n: number | '$n'): string => `push ${n} to ${id}`

/** Without job control: a shell that has it takes a `sleep` that was frozen for one that the user has suspended, and ends the loop. */
export const loopFor = (id: string, from: number): string =>
  `set +m; n=${from}; while sleep ${everySeconds}; do echo "${lineOf(id, '$n')}"; n=$((n+1)); done`

/**
 * A key and its undoing, in turn: what nobody reads stays in the terminal, which takes 4095 bytes and then falls silent. Neither echo can be part of
 * a line.
 */
export const keyOf = (struck: number) => (struck % 2 === 0 ? { key: '+', echo: '+' } : { key: '\x7f', echo: '\b \b' })

export interface Watch {
  show(output: string): void
  /** Resolves when it is shown, wherever. */
  see(echo: string): Promise<void>
}

export const watchLoop = (id: string, pushes: Pushes): Watch => {
  let screen = ''
  let awaited = ''
  let seen = (): void => {}

  const takeEcho = (): void => {
    const at = screen.indexOf(awaited)
    if (awaited === '' || at < 0) return
    screen = screen.slice(0, at) + screen.slice(at + awaited.length)
    awaited = ''
    seen()
  }
  const takeLines = (): void => {
    const lines = screen.split('\r\n')
    screen = lines.pop() ?? ''
    for (const line of lines) {
      const n = Number(/^push (\d+) /.exec(line)?.[1])
      pushes.came(n, line === lineOf(id, n))
    }
  }
  return {
    show(output) {
      screen += output
      takeEcho()
      takeLines()
    },
    see: (echo) =>
      new Promise((resolve) => {
        awaited = echo
        seen = resolve
      }),
  }
}
