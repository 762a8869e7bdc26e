/** Timers of the client's own, for real: of its socket, of its library, of its program. Whether they fire, and whether the judge finds them. */
import { beforeAll, describe, expect, test } from 'vitest'
import { netnsMissing, type Played, playSteadily } from '../real/play.js'
import { base, own, pause } from './scaled-down.js'

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let sockets: Played
  let libraries: Played

  beforeAll(async () => {
    ;[sockets, libraries] = await Promise.all([
      playSteadily({
        ...base,
        name: 'sockets',
        presets: [pause(4500)],
        shapes: ['talking', 'idle'],
        profiles: own('user-timeout', 'user-timeout-less', 'user-timeout-enough', 'own-keepalive'),
      }),
      playSteadily({
        ...base,
        name: 'libraries',
        presets: [pause(4500)],
        sessions: ['database', 'file-copy', 'console', 'echo'],
        profiles: own('library-answer', 'library-connect'),
      }),
    ])
  })

  test('TCP_USER_TIMEOUT, by its program’s name for it, and the one that would have done', () => {
    const talking = (profile: string) => sockets.cell({ profile, shape: 'talking' })
    const { verdict, cause } = talking('user-timeout')
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'application', setting: 'tcp_user_timeout (libpq)', value: 2000, others: [] },
    })
    // Counted from the first retransmission, 0.1 s after the loss; that of 6.3 s would have found the VM.
    expect(cause?.firedAtMs).toBeGreaterThan(2000)
    expect(cause?.firedAtMs).toBeLessThan(3000)
    expect(cause?.needed).toEqual({ setting: 'tcp_user_timeout (libpq)', value: 7000 })
    expect(talking('user-timeout-less').verdict).toBe('died')
    expect(talking('user-timeout-enough').verdict).toBe('stalled')
    // Nothing of it was unacknowledged.
    expect(sockets.cell({ profile: 'user-timeout', shape: 'idle' }).verdict).toBe('unaffected')
  })

  test('keepalive with a program’s own interval and count: Node’s would have outlived this', () => {
    const { verdict, cause } = sockets.cell({ profile: 'own-keepalive', shape: 'idle' })
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'application', setting: 'keepalives_idle (libpq)', value: 1000 },
    })
    expect((cause?.firedAtMs ?? 0) - (cause?.startedAtMs ?? 0)).toBeGreaterThan(2900)
    expect(cause?.needed?.value).toBeGreaterThan(1000)
  })

  test.each([
    ['database', 'query_timeout (pg)', 1500],
    ['file-copy', 'keepaliveInterval × (keepaliveCountMax + 1) (ssh2)', 1000],
  ] as const)('%s: its library waits for an answer', (session, setting, value) => {
    const { verdict, cause } = libraries.cell({ profile: 'library-answer', session })
    expect({ verdict, cause }).toMatchObject({ verdict: 'died', cause: { owner: 'library', setting, value } })
    expect(cause?.firedAtMs).toBeLessThan(2500)
    expect(cause?.needed?.value).toBeGreaterThan(4500)
  })

  test('console: its program pings', () => {
    const { verdict, cause } = libraries.cell({ profile: 'library-answer', session: 'console' })
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'application', setting: 'test pong timeout', value: 1000 },
    })
    expect(cause?.firedAtMs).toBeLessThan(2500)
  })

  test.each([
    ['database', 'library', 'connectionTimeoutMillis (pg)'],
    ['file-copy', 'library', 'readyTimeout (ssh2)'],
    ['console', 'library', 'handshakeTimeout (ws)'],
    ['echo', 'application', 'test connect timeout'],
  ] as const)('%s: its %s waits for a connection', (session, owner, setting) => {
    const { verdict, cause } = libraries.cell({ profile: 'library-connect', session })
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: {
        owner,
        setting,
        value: 1000,
        others: [{ owner: 'application', setting: 'TCP_USER_TIMEOUT' }],
      },
    })
    expect((cause?.firedAtMs ?? 0) - (cause?.startedAtMs ?? 0)).toBeLessThan(1300)
  })

  test('every one of them came out as predicted', () => {
    for (const { report } of [sockets, libraries]) {
      for (const { id, verdict, predicted, why } of report.cells) {
        expect(
          predicted?.either.map((each) => each.verdict),
          `${id}: ${why}`,
        ).toContain(verdict)
      }
    }
  })
})
