/** Connection strings of databases: what their client libraries make of them. Only names and values of timers are kept, so that no password is ever shown. */
import type { Timers } from '../../scenario/profile.js'
import type { TcpStack } from '../../tcp/stack.js'
import { type Found, numberOf, type Place, type Subject } from '../found.js'

interface Library {
  readonly name: string
  readonly starts: RegExp
  /** The settings that it has timers in. */
  readonly settings: readonly string[]
  timers(found: readonly Found[], stack: TcpStack): Timers
  readonly madeOf?: Subject['madeOf']
}

const written = { source: 'the connection string', status: 'read' } as const
/** Zero, and less, is off, or the machine's own. */
const positive = (found: readonly Found[], setting: string): number | undefined => {
  const value = numberOf(found, setting)
  return value === undefined || value <= 0 ? undefined : value
}
const seconds: typeof positive = (found, setting) => {
  const value = positive(found, setting)
  return value === undefined ? undefined : value * 1000
}
const timer = (setting: string, value: number | undefined) => value !== undefined && { setting, value, ...written }

/** https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS */
const libpq: Library = {
  name: 'libpq',
  starts: /^(postgres(ql)?:\/\/|(\w+=('[^']*'|\S*)\s+)*(host|hostaddr|dbname|service)=)/,
  settings: [
    ...['keepalives', 'keepalives_idle', 'keepalives_interval', 'keepalives_count'],
    ...['tcp_user_timeout', 'connect_timeout'],
  ],
  timers(found, { keepalive }) {
    const connectTimeout = timer('connect_timeout', seconds(found, 'connect_timeout'))
    const userTimeout = timer('tcp_user_timeout', positive(found, 'tcp_user_timeout'))
    const asks = numberOf(found, 'keepalives') !== 0
    return {
      counterpart: 'libpq',
      ...(connectTimeout && { connectTimeout }),
      ...(userTimeout && { userTimeout }),
      ...(asks && {
        keepalive: {
          value: true,
          setting: 'keepalives_idle',
          idleMs: seconds(found, 'keepalives_idle') ?? keepalive.idleMs,
          intervalMs: seconds(found, 'keepalives_interval') ?? keepalive.intervalMs,
          count: positive(found, 'keepalives_count') ?? keepalive.probes,
          ...written,
        },
      }),
    }
  },
  madeOf: {
    keepalives_idle: {
      name: 'keepalives_idle',
      settings: ['keepalives_idle', 'keepalives_interval', 'keepalives_count'],
    },
  },
}

/** https://jdbc.postgresql.org/documentation/use/#connection-parameters: seconds. */
const pgjdbc: Library = {
  name: 'PostgreSQL JDBC',
  starts: /^jdbc:postgresql:/,
  settings: ['socketTimeout', 'connectTimeout', 'loginTimeout', 'tcpKeepAlive'],
  timers: (found, stack) =>
    jdbcTimers('PostgreSQL JDBC', found, stack, { of: seconds, connectMs: 10_000, keepAlive: false }),
}

/** https://dev.mysql.com/doc/connector-j/en/connector-j-connp-props-networking.html, https://mariadb.com/kb/en/about-mariadb-connector-j: ms. */
const mysqlJdbc: Library = {
  name: 'MySQL JDBC',
  starts: /^jdbc:(mysql|mariadb):/,
  settings: ['socketTimeout', 'connectTimeout', 'tcpKeepAlive'],
  timers: (found, stack) =>
    jdbcTimers('MySQL JDBC', found, stack, { of: positive, connectMs: undefined, keepAlive: true }),
}

const jdbcTimers = (
  counterpart: string,
  found: readonly Found[],
  { keepalive }: TcpStack,
  { of, connectMs, keepAlive }: { of: typeof seconds; connectMs: number | undefined; keepAlive: boolean },
): Timers => {
  const exchangeTimeout = timer('socketTimeout', of(found, 'socketTimeout'))
  const connectTimeout = timer('connectTimeout', of(found, 'connectTimeout') ?? connectMs)
  const asks = found.find(({ setting }) => setting === 'tcpKeepAlive')?.value ?? String(keepAlive)
  const { idleMs, intervalMs, probes } = keepalive
  return {
    counterpart,
    ...(exchangeTimeout && { exchangeTimeout }),
    ...(connectTimeout && { connectTimeout }),
    ...(asks === 'true' && {
      keepalive: { value: true, setting: 'tcpKeepAlive', idleMs, intervalMs, count: probes, ...written },
    }),
  }
}

const libraries = [libpq, pgjdbc, mysqlJdbc]

/** What a text says, if it is a connection string. @param name of the variable that holds it */
export const connectionString = (name: string, text: string, place: Place): Subject | undefined => {
  const library = libraries.find(({ starts }) => starts.test(text))
  if (library === undefined) return undefined
  const { name: reader, settings, timers, madeOf } = library
  const found = pairsOf(text).flatMap(([setting, value]): Found[] =>
    settings.includes(setting) ? [{ ...place, setting, value }] : [],
  )
  return { ...place, name, reader, found, timers: (stack) => timers(found, stack), ...(madeOf && { madeOf }) }
}

/** A URL's query, or libpq's `key=value key='value'`. */
const pairsOf = (text: string): readonly (readonly [string, string])[] => {
  const query = text.indexOf('?')
  if (/^\w[\w:+.-]*:\/\//.test(text)) return query < 0 ? [] : [...new URLSearchParams(text.slice(query + 1))]
  return [...text.matchAll(/(\w+)\s*=\s*(?:'([^']*)'|(\S*))/g)].map(([, key = '', quoted, bare = '']) => [
    key,
    quoted ?? bare,
  ])
}
