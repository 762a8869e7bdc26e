/** A timer of the client's protocol library ran out: for a connection, an answer, a keepalive or ping, a place in a pool. */
import type { SeenError } from '../../history.js'
import { type LibraryOptions, libraryKeepalive, optionOf, ssh2Keepalive } from '../../scenario/library-timers.js'
import { type CauseRule, failureOf } from './cause.js'
import { timerOf } from './own-timer.js'

export const libraryTimer: CauseRule = (cell, facts) => {
  const failure = failureOf(cell)
  if (failure === undefined) return undefined
  const { timer, atMs, startedMs, error } = failure
  if (timer?.owner === 'library') return timerOf(cell, facts, timer)
  // What a system call returned is the kernel's.
  if (timer !== undefined || error.syscall !== undefined) return undefined
  const setting = settingOf(error)
  if (setting === undefined) return undefined
  const valueMs = optionValue(setting, cell.cell.timers.library) ?? saidMs(error) ?? Math.round(atMs - startedMs)
  const named = timerOf(cell, facts, { owner: 'library', setting, valueMs })
  return named && { ...named, evidence: [...named.evidence, `${setting}: by what its library says when that runs out`] }
}

/** Some say after how long. */
const saidMs = ({ message }: SeenError): number | undefined => {
  const [, ms] = /\btimed out after (\d+) milliseconds/.exec(message) ?? []
  return ms === undefined ? undefined : Number(ms)
}

/** In the libraries' own words: how an error of theirs reads, and the option that sets its timer. */
const words: readonly (readonly [RegExp, string])[] = [
  // pg/lib/client.js, pg-pool/index.js
  [/^Query read timeout$/, 'query_timeout (pg)'],
  [/^timeout expired$/, 'connectionTimeoutMillis (pg)'],
  [/^timeout exceeded when trying to connect$/, 'connectionTimeoutMillis (pg-pool)'],
  // ssh2/lib/client.js
  [/^Keepalive timeout$/, ssh2Keepalive],
  [/^Timed out while waiting for handshake$/, 'readyTimeout (ssh2)'],
  // ws/lib/websocket.js
  [/^Opening handshake has timed out$/, 'handshakeTimeout (ws)'],
  // ioredis/built/Command.js
  [/^Command timed out$/, 'commandTimeout (ioredis)'],
  // undici/lib/core/errors.js
  [/^UND_ERR_CONNECT_TIMEOUT$/, 'connectTimeout (undici)'],
  [/^UND_ERR_HEADERS_TIMEOUT$/, 'headersTimeout (undici)'],
  [/^UND_ERR_BODY_TIMEOUT$/, 'bodyTimeout (undici)'],
  // curl/lib/multi.c; OpenSSH, clientloop.c
  [/^curl: \(28\) (Connection|Operation) timed out after /, '--max-time (curl)'],
  [/^Timeout, server .* not responding\.?$/, 'ServerAliveInterval × ServerAliveCountMax (ssh)'],
  // node/lib/internal/abort_controller.js
  [/^The operation was aborted due to timeout$/, 'AbortSignal.timeout (fetch)'],
  // postgresql, src/backend/replication/walreceiver.c
  [/terminating walreceiver due to timeout$/, 'wal_receiver_timeout (PostgreSQL)'],
  // samba, source3/client/client.c: --timeout, 20 s unless told otherwise
  [/^NT_STATUS_IO_TIMEOUT\b/, '--timeout (smbclient)'],
  // org.postgresql, com.mysql and others have the JDK's socket time out
  [/SocketTimeoutException: Read timed out$/, 'socketTimeout (JDBC)'],
  // mysql2/lib/commands
  [/^PROTOCOL_SEQUENCE_TIMEOUT$/, 'timeout (mysql2)'],
]

const settingOf = ({ code, message }: SeenError): string | undefined => {
  // "Error: Query read timeout", as Node prints an error that nobody caught.
  const said = [message, message.replace(/^.*?Error: /, ''), code ?? '']
  return words.find(([pattern]) => said.some((each) => pattern.test(each)))?.[1]
}

/** As the profile has it; where it has nothing, what was measured must do. */
const optionValue = (setting: string, options: LibraryOptions | undefined): number | undefined =>
  setting === ssh2Keepalive ? libraryKeepalive(options)?.value : options?.[optionOf(setting)]?.value
