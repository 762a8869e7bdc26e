/** Every process of a run is started here: with an IPC channel where it is one of ours, and with its last words kept for the error. */
import { execa, type Options } from 'execa'

/** What a child of ours is: who waits for it, talks to it, and quotes it when it fails. */
export interface Child<In, Out> {
  readonly pid: number
  send(message: In): void
  onMessage(listener: (message: Out) => void): void
  /** Resolves, never rejects, when the process has ended, with how and its last lines. */
  readonly ended: Promise<string>
  kill(): void
}

const keptLines = 32
/** How long messages of a process that has ended may be on their way, where something else keeps its channel open. */
const lastMessagesMs = 2000

/** Keeps the end of what a process prints. */
export const lastWords = () => {
  let text = ''
  return {
    add: (chunk: Buffer) => {
      text = (text + chunk.toString()).slice(-8192)
    },
    read: () => text.trimEnd().split('\n').slice(-keptLines).join('\n'),
  }
}

/**
 * Starts `command` with an IPC channel; wrappers such as nsenter and unshare hand it on to the Node process that they exec.
 * The child gets a lower priority than we have: the controller's timers must be punctual even when all sessions are busy.
 */
export const startChild = <In, Out>(command: readonly string[], options: Options = {}): Child<In, Out> => {
  const [file = '', ...args] = command
  const words = lastWords()
  const child = execa(file, args, {
    ...options,
    ipc: true,
    serialization: 'json',
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: 'pipe',
    buffer: false,
    reject: false,
    cleanup: false,
  })
  // Its end can be seen before its last messages are.
  const allHeard = new Promise<void>((resolve) => {
    child.once('disconnect', resolve)
    void child.then(() => setTimeout(resolve, lastMessagesMs).unref())
  })
  child.stdout?.on('data', words.add)
  child.stderr?.on('data', words.add)
  return {
    pid: child.pid ?? 0,
    send: (message) => {
      if (child.connected) child.send(message as object, () => {})
    },
    onMessage: (listener) => void child.on('message', (message) => listener(message as Out)),
    ended: Promise.all([child, allHeard]).then(([result]) => howItEnded(result, words.read())),
    kill: () => void child.kill('SIGKILL'),
  }
}

interface HowEnded {
  readonly signal?: string | undefined
  readonly exitCode?: number | undefined
  /** Why there is neither. */
  readonly originalMessage?: string | undefined
}

export const howItEnded = ({ signal, exitCode, originalMessage }: HowEnded, said: string): string => {
  const how = signal
    ? `ended by ${signal}`
    : exitCode === undefined
      ? `could not be started: ${originalMessage ?? 'nobody says why'}`
      : `ended with status ${exitCode}`
  return said === '' ? how : `${how}; its last words:\n${said}`
}
