/** Timers that the protocol libraries have themselves, by the libraries' own names: a profile sets them, the library keeps them. */
import type { SessionName } from '../cell.js'
import { expectedOneOf } from './nearest.js'
import { quote } from './quote.js'

/** What each kind of session speaks through. `echo` is bare TCP. */
const libraries: Partial<Record<SessionName, keyof typeof libraryOptions>> = {
  'file-copy': 'ssh2',
  console: 'ws',
  database: 'pg',
}

/** Options in ms, except for the count. `limits`: the wait for a connection, for an answer, or for an answer to the library's own question. */
const libraryOptions = {
  // ssh2/lib/client.js
  ssh2: { readyTimeout: 'connect', keepaliveInterval: 'ping', keepaliveCountMax: 'ping' },
  // ws/lib/websocket.js
  ws: { handshakeTimeout: 'connect' },
  // pg/lib/client.js
  pg: { connectionTimeoutMillis: 'connect', query_timeout: 'exchange' },
} as const satisfies Record<string, Record<string, 'connect' | 'exchange' | 'ping'>>

/** As they are handed to the library. */
export type LibraryOptions = Readonly<Record<string, { readonly value: number }>>

/** What is wrong with an option for a kind of session, or nothing. */
export const wrongOption = (session: SessionName, option: string): string | undefined => {
  const library = libraries[session]
  if (library === undefined) return `a session of kind ${session} speaks through no library that has timers`
  const options = Object.keys(libraryOptions[library])
  if (options.includes(option)) return undefined
  return `${quote(option)} is no timer of ${library}; ${expectedOneOf(options, option)}`
}

/** A limit that somebody else than the kernel sets. */
export interface OwnLimit {
  readonly owner: 'application' | 'library'
  readonly setting: string
  /** In ms. */
  readonly value: number
}

/** Those among the options that limit the wait for a connection or for an answer; 0 is off. */
export const libraryLimits = (options: LibraryOptions | undefined, limits: 'connect' | 'exchange'): OwnLimit[] =>
  Object.entries(libraryOptions).flatMap(([library, known]) =>
    Object.entries(known).flatMap(([option, what]): OwnLimit[] => {
      const { value = 0 } = options?.[option] ?? {}
      return what === limits && value > 0 ? [{ owner: 'library', setting: `${option} (${library})`, value }] : []
    }),
  )

/** The connection ends when so long nothing was heard that answers the library's own question: ssh2/lib/client.js, sendKA. */
export const libraryKeepalive = (
  options: LibraryOptions | undefined,
): (OwnLimit & { readonly everyMs: number }) | undefined => {
  const { value: everyMs = 0 } = options?.keepaliveInterval ?? {}
  const { value: count = 3 } = options?.keepaliveCountMax ?? {}
  if (everyMs === 0) return undefined
  return { owner: 'library', setting: ssh2Keepalive, value: everyMs * (count + 1), everyMs }
}

/** It gives up when the next question would be one too many. */
export const ssh2Keepalive = 'keepaliveInterval × (keepaliveCountMax + 1) (ssh2)'

/** "query_timeout (pg)" → "query_timeout" */
export const optionOf = (setting: string): string => setting.replace(/ \(.*\)$/, '')
