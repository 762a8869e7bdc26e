/** Every process of a run is started here: with an IPC channel where it is one of ours, and with its last words kept for the error. */
import {
  type ChildProcess,
  type ChildProcessWithoutNullStreams,
  execFile,
  type SpawnOptions,
  type SpawnOptionsWithoutStdio,
  spawn,
} from 'node:child_process'
import { promisify } from 'node:util'

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
export const startChild = <In, Out>(command: readonly string[], options: SpawnOptions = {}): Child<In, Out> => {
  const [file = '', ...args] = command
  const words = lastWords()
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const end = endOf(child)
  // Its end can be seen before its last messages are.
  const allHeard = new Promise<void>((resolve) => {
    child.once('disconnect', resolve)
    void end.then(() => setTimeout(resolve, lastMessagesMs).unref())
  })
  child.stdout?.on('data', words.add)
  child.stderr?.on('data', words.add)
  return {
    pid: child.pid ?? 0,
    send: (message) => {
      if (child.connected) child.send(message as object, () => {})
    },
    onMessage: (listener) => void child.on('message', (message) => listener(message as Out)),
    ended: Promise.all([end, allHeard]).then(([how]) => howItEnded(how, words.read())),
    kill: () => void child.kill('SIGKILL'),
  }
}

/** Starts a program that is talked to. @throws Error when this process may open no more files: Node makes no pipes then, and says why only later */
export const spawnPiped = (
  [file = '', ...args]: readonly string[],
  options: SpawnOptionsWithoutStdio = {},
): ChildProcessWithoutNullStreams => {
  const child = spawn(file, args, options)
  if ((child.stdout as typeof child.stdout | undefined) !== undefined) return child
  child.on('error', () => {})
  throw new Error(`${file} could not be started: too many open files (EMFILE); ulimit -Hn says how many are allowed`)
}

export interface HowEnded {
  readonly signal: string | null
  readonly status: number | null
  /** Why there is neither. */
  readonly notStarted?: string
}

/** Resolves, never rejects, when a process has ended and all that it wrote has been read. */
export const endOf = (child: ChildProcess): Promise<HowEnded> =>
  new Promise((resolve) => {
    child.on('error', ({ message }) => {
      if (child.pid === undefined) resolve({ signal: null, status: null, notStarted: message })
    })
    child.on('close', (status, signal) => resolve({ signal, status }))
  })

export const howItEnded = ({ signal, status, notStarted }: HowEnded, said: string): string => {
  const how =
    notStarted !== undefined
      ? `could not be started: ${notStarted}`
      : signal !== null
        ? `ended by ${signal}`
        : `ended with status ${status}`
  return said === '' ? how : `${how}; its last words:\n${said}`
}

/** Runs a program until it ends, for what it prints. @throws Error that has `stdout` and `stderr` too, when it fails */
export const outputOf = promisify(execFile)
