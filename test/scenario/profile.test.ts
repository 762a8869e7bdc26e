import { describe, expect, test } from 'vitest'
import { sessionNames } from '../../src/cell.js'
import { fixtureNames } from '../../src/scenario/fixture.js'
import { readProfile, timersOf } from '../../src/scenario/profile.js'
import { folderWith, refusalOf } from './folder.js'

describe.each(fixtureNames('profiles'))('profile %s', (name) => {
  const profile = readProfile(name, '.')

  test('has the name of its file, and says what it is', () => {
    expect(profile.name).toBe(name)
    expect(profile.summary).toMatch(/\w/)
  })

  test('has a source for every setting', () => {
    for (const [setting, { source }] of Object.entries(profile.sysctls)) {
      expect(source.length, setting).toBeGreaterThan(10)
    }
  })

  test('spells out all that decides when a session dies', () => {
    expect(Object.keys(profile.sysctls)).toEqual(
      expect.arrayContaining(
        [
          ...['tcp_retries2', 'tcp_rto_min_us', 'tcp_early_retrans', 'tcp_syn_retries', 'tcp_syn_linear_timeouts'],
          ...['tcp_keepalive_time', 'tcp_keepalive_intvl', 'tcp_keepalive_probes', 'tcp_thin_linear_timeouts'],
        ].map((setting) => `net.ipv4.${setting}`),
      ),
    )
  })

  test('says whom each kind of session imitates', () => {
    for (const session of sessionNames) expect(timersOf(profile, session).counterpart).toMatch(/\w/)
  })

  test('connects file copy and database anew after a reset, never after silence; console and echo never', () => {
    for (const session of ['file-copy', 'database'] as const) {
      expect(timersOf(profile, session).reconnect?.value).toEqual(['ECONNRESET', 'EPIPE', 'ECONNREFUSED'])
    }
    for (const session of ['console', 'echo'] as const) expect(timersOf(profile, session).reconnect).toBeUndefined()
  })
})

test('windows-2008 gives up after 18.9 s, and retransmits for the last time after 9.3 s', () => {
  const { sysctls } = readProfile('windows-2008', '.')
  const retransmissions = Number(sysctls['net.ipv4.tcp_retries2']?.value)
  const firstMs = Number(sysctls['net.ipv4.tcp_rto_min_us']?.value) / 1000
  expect(firstMs * (2 ** retransmissions - 1)).toBe(9300)
  expect(firstMs * (2 ** (retransmissions + 1) - 1)).toBe(18_900)
})

test('windows-2008 has the timers of its counterparts', () => {
  const profile = readProfile('windows-2008', '.')
  expect(timersOf(profile, 'file-copy').exchangeTimeout?.value).toBe(60_000)
  expect(timersOf(profile, 'database').exchangeTimeout?.value).toBe(30_000)
  expect(timersOf(profile, 'database').connectTimeout?.value).toBe(15_000)
  expect(timersOf(profile, 'database').keepalive?.idleMs).toBe(30_000)
  expect(timersOf(profile, 'console').keepalive).toMatchObject({ value: true })
  expect(timersOf(profile, 'echo')).toEqual({ counterpart: 'a program without timers of its own' })
})

test('linux waits for an answer as long as its kernel does', () => {
  const profile = readProfile('linux', '.')
  for (const session of sessionNames) {
    expect(timersOf(profile, session).exchangeTimeout).toBeUndefined()
    expect(timersOf(profile, session).keepalive).toBeUndefined()
  }
})

test('a session kind that there is not, and a setting that is none, are refused', () => {
  const folder = folderWith({
    'mine.yaml': `name: mine
summary: my own
sysctls:
  kernel.panic: { value: 1, source: x, status: read }
  net.ipv4.tcp_retries2: { value: [5], source: x, status: read }
limits: []
sessions:
  ecko: { counterpart: x }
  echo: { counterpart: x, reconnect: { value: [ECONNRST], everyMs: 0, forMs: 1, source: x, status: read } }
`,
  })
  expect(refusalOf(() => readProfile('./mine.yaml', folder), folder)).toEqual([
    'mine.yaml:4:17: sysctls.kernel.panic: "kernel.panic" is no setting of a network namespace; expected one like net.ipv4.tcp_retries2',
    'mine.yaml:5:35: sysctls.net.ipv4.tcp_retries2.value: [5] is no number or text',
    'mine.yaml:8:3: unknown key "ecko"; expected none, echo, file-copy, console or database; did you mean echo?',
    'mine.yaml:9:48: sessions.echo.reconnect.value[0]: "ECONNRST" is unknown; expected ECONNRESET, EPIPE, ECONNREFUSED, ETIMEDOUT, EHOSTUNREACH or ENETUNREACH; did you mean ECONNRESET?',
    'mine.yaml:9:68: sessions.echo.reconnect.everyMs: 0 is too small; expected more than 0',
  ])
})

test('timers that a library does not have, pings of what has none, and keepalive without its idle time are refused', () => {
  const folder = folderWith({
    'mine.yaml': `name: mine
summary: my own
sysctls: {}
limits: []
sessions:
  database: { counterpart: x, library: { query_timeuot: { value: 1000, source: x, status: read } } }
  echo:
    counterpart: x
    library: { query_timeout: { value: 1000, source: x, status: read } }
    heartbeat: { value: 1000, timeoutMs: 1000, setting: x, source: x, status: read }
  console:
    counterpart: x
    keepalive: { value: true, setting: x, count: 3, source: x, status: read }
`,
  })
  expect(refusalOf(() => readProfile('./mine.yaml', folder), folder)).toEqual([
    'mine.yaml:6:57: sessions.database.library.query_timeuot: "query_timeuot" is no timer of pg; expected connectionTimeoutMillis or query_timeout; did you mean query_timeout?',
    'mine.yaml:9:31: sessions.echo.library.query_timeout: a session of kind echo speaks through no library that has timers',
    'mine.yaml:10:16: sessions.echo.heartbeat: only a console has pings (WebSocket); echo has none',
    'mine.yaml:13:16: sessions.console.keepalive: `intervalMs` and `count` are for a client that sets its own times; write `idleMs` too',
  ])
})
