/** What the kernel shows of the connections of a network namespace, looked at through a process in it that need not run for that: /proc/PID/net/tcp. */
import { readdirSync, readFileSync } from 'node:fs'

export interface Connection {
  /** Address and port of this end and of the other: 10.0.0.1:7201. */
  readonly local: string
  readonly peer: string
  /** "ESTABLISHED retransmitting, 4096 to send, 0 to read" */
  readonly words: string
}

/** As the kernel counts them (linux, include/net/tcp_states.h). */
const states = [
  ...['', 'ESTABLISHED', 'SYN-SENT', 'SYN-RECEIVED', 'FIN-WAIT-1', 'FIN-WAIT-2'],
  ...['TIME-WAIT', 'CLOSED', 'CLOSE-WAIT', 'LAST-ACK', 'LISTEN', 'CLOSING', 'SYN-RECEIVED'],
]
/** The timer that runs (linux, net/ipv4/tcp_ipv4.c, get_tcp4_sock). */
const timers = ['no timer', 'retransmitting', 'keepalive', 'time-wait', 'probing']

export const connectionsSeenBy = (pid: number): Connection[] =>
  readFileSync(`/proc/${pid}/net/tcp`, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => {
      const [, local = '', peer = '', state = '', queues = '', timer = ''] = line.trim().split(/\s+/)
      const [toSend = 0, toRead = 0] = queues.split(':').map(fromHex)
      const words = `${states[fromHex(state)]} ${timers[fromHex(timer.split(':')[0] ?? '')]}, ${toSend} to send, ${toRead} to read`
      return { local: placeOf(local), peer: placeOf(peer), words }
    })

/** The command lines of all processes, word by word. */
export const commandLines = (): { readonly pid: number; readonly words: readonly string[] }[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        return [{ pid: Number(name), words: readFileSync(`/proc/${name}/cmdline`, 'utf8').split('\0') }]
      } catch {
        // It has ended meanwhile.
        return []
      }
    })

const fromHex = (hex: string): number => Number.parseInt(hex, 16)

/** 0100000A:1C21 is 10.0.0.1:7201 on a machine whose lowest byte comes first, as Node's do. */
const placeOf = (place: string): string => {
  const [address = '', port = ''] = place.split(':')
  return `${[...Buffer.from(address, 'hex')].toReversed().join('.')}:${fromHex(port)}`
}
