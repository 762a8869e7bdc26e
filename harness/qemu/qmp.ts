/** QEMU's monitor: commands with their answers, and events, as JSON lines over a Unix socket (QEMU, docs/interop/qmp-spec). */
import { withDeadline } from '../undo.js'
import { connectTo, onLines } from './json-lines.js'

export interface Qmp {
  /** @throws Error with QEMU's own words when it refuses, ends, or says nothing in time */
  execute<Result = unknown>(command: string, args?: object): Promise<Result>
  /** Told of every event from now on; returns how to be told no more. */
  onEvent(listener: (event: QmpEvent) => void): () => void
}

export interface QmpEvent {
  readonly event: string
  readonly data?: Readonly<Record<string, unknown>>
  /** By QEMU's own clock, which is the time of day. */
  readonly timestamp: { readonly seconds: number; readonly microseconds: number }
}

interface Answer {
  readonly id?: number
  readonly return?: unknown
  readonly error?: { readonly class: string; readonly desc: string }
}

/** A QEMU that is starting makes its socket within this time, or not at all. */
const connectMs = 10_000
/** A monitor that is asked answers in a few ms; on a machine that is busy, later. */
const answerMs = 10_000

/** @param path of the socket; it is waited for */
export const connectQmp = async (path: string): Promise<Qmp> => {
  const socket = await connectTo(path, connectMs)
  const waiting = new Map<number, { resolve(result: unknown): void; reject(error: Error): void }>()
  const listeners = new Set<(event: QmpEvent) => void>()
  let ids = 0
  let over: string | undefined

  const end = (why: string): void => {
    over ??= why
    for (const { reject } of waiting.values()) reject(new Error(over))
    waiting.clear()
  }
  const hear = (line: string): void => {
    const said = JSON.parse(line) as Answer | QmpEvent
    if ('event' in said) for (const listener of listeners) listener(said)
    else if (said.id !== undefined) {
      const asked = waiting.get(said.id)
      waiting.delete(said.id)
      if (said.error === undefined) asked?.resolve(said.return)
      else asked?.reject(new Error(said.error.desc))
    }
  }
  socket.on('close', () => end('QEMU has closed its monitor'))
  onLines(socket, (line) => {
    try {
      hear(line)
    } catch {
      end(`QEMU said what is no QMP: ${line.slice(0, 200)}`)
    }
  })
  const qmp: Qmp = {
    execute: <Result>(command: string, args?: object) =>
      withDeadline(
        `QMP ${command}`,
        answerMs,
        () =>
          new Promise<unknown>((resolve, reject) => {
            if (over !== undefined) return reject(new Error(`${command}: ${over}`))
            const id = ++ids
            const failed = (error: Error): void => reject(new Error(`${command}: ${error.message}`))
            waiting.set(id, { resolve, reject: failed })
            socket.write(`${JSON.stringify({ execute: command, ...(args && { arguments: args }), id })}\n`)
          }),
      ) as Promise<Result>,
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
  await qmp.execute('qmp_capabilities')
  return qmp
}

/** When an event happened, ms since the epoch. */
export const happenedMs = ({ timestamp }: QmpEvent): number => timestamp.seconds * 1000 + timestamp.microseconds / 1000
