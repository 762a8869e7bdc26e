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

/** Typed while the loop runs; no line has it. Not Enter: of finished lines that nobody reads the kernel holds 4095 bytes and then echoes no more. */
export const key = '+'

export interface Watch {
  show(output: string): void
  /** Resolves when a key's echo is shown, wherever. */
  echo(): Promise<void>
}

export const watchLoop = (id: string, pushes: Pushes): Watch => {
  let screen = ''
  let awaiting = false
  let echoed = (): void => {}

  const takeEcho = (): void => {
    const at = screen.indexOf(key)
    if (!awaiting || at < 0) return
    screen = screen.slice(0, at) + screen.slice(at + key.length)
    awaiting = false
    echoed()
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
    echo: () =>
      new Promise((resolve) => {
        awaiting = true
        echoed = resolve
      }),
  }
}
