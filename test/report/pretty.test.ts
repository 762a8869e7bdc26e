import { describe, expect, test } from 'vitest'
import type { Look } from '../../src/report/look.js'
import { pretty } from '../../src/report/pretty.js'
import { cell, control, demo, dynamicIt, each, expected, report } from './build-report.js'

const plain: Look = { columns: 100, colours: false, unicode: true }
const record = '.outlive/2026-11-23T04-37-57Z'
const lines = (text: string): string[] => text.split('\n')

describe('the report for a person', () => {
  test('shows the demo on 100 columns', () => {
    expect(pretty.render(demo(), { look: plain, record })).toMatchInlineSnapshot(`
      "demo: 24 sessions, 48.2 s, engine netns, kernel 6.18.44 x64, 2 cores, user namespace

        session    windows-2008                       linux
                   measured              predicted    measured              predicted
      ────────────────────────────────────────────────────────────────────────────────────────────────────
      vmotion, 1 GiB · silent for 0.40 s
        file-copy  ✓ unaffected  0.32 s  ✓   0.31 s   ✓ unaffected  0.32 s  ✓   0.31 s
        console    ✓ unaffected  0.32 s  ✓   0.31 s   ✓ unaffected  0.32 s  ✓   0.31 s
        database   ✓ unaffected  0.32 s  ✓   0.31 s   ✓ unaffected  0.32 s  ✓   0.31 s
        echo       ✓ unaffected  0.32 s  ✓   0.31 s   ✓ unaffected  0.32 s  ✓   0.31 s
      quick-migration, 1 GiB · silent for 17.2 s
        file-copy  ✗ died        18.9 s  ✗   18.8 s   ~ stalled     25.8 s  ~   25.9 s
        console    ✗ died        18.9 s  ✗   18.8 s   ~ stalled     25.8 s  ~   25.9 s
        database   ✗ died        18.9 s  ✗   18.8 s   ~ stalled     25.8 s  ~   25.9 s
        echo       ✗ died        18.9 s  ✗/~ 18.8 s   ~ stalled     25.8 s  ~   25.9 s
          all on windows-2008: client kernel gave up (tcp_retries2=5) 1.7 s after the VM was back; its
            last retransmission left 9.3 s into the blackout, 7.9 s before the VM was back
          all on linux: silent for 25.8 s, the last 8.6 s of it after the VM was back
      mscs-failover, 1 GiB · silent for 10.0 s
        file-copy  ↻ reconnected 15.1 s  ↻   15.0 s   ↻ reconnected 15.1 s  ↻   15.0 s
        console    ✗ died        12.1 s  ✗   12.0 s   ✗ died        12.1 s  ✗   12.0 s
        database   ↻ reconnected 15.1 s  ↻   15.0 s   ↻ reconnected 15.1 s  ↻   15.0 s
        echo       ✗ died        12.1 s  ✗   12.0 s   ✗ died        12.1 s  ✗   12.0 s
          file-copy and database: ECONNRESET 4.1 s after the VM was back, connected again 1.0 s later
          console and echo: ECONNRESET from the new stack on the address, 2.1 s after the VM was back;
            this client does not connect anew

      The time is the longest stall: the longest wait for an answer, or until the session died.
      Beside it the prediction: ✓ unaffected, ~ stalled, ↻ reconnected, ✗ died; several mean either.

      In short: vmotion let all 8 sessions go on as if nothing had happened (longest stall 0.32 s);
      quick-migration killed 4 of 8 (all on windows-2008) by net.ipv4.tcp_retries2=5, only 1.7 s after the
      VM was back, and stalled 4 of 8 (all on linux) for up to 25.8 s; mscs-failover killed 4 of 8
      (console and echo) by a reset from the new network stack, and broke 4 of 8 (file-copy and database),
      which connected anew and lost nothing that had been acknowledged.

      Control     all 8 sessions to the VM that was not moved stayed unaffected (longest stall 12 ms)
      Self-check  3 blackouts within 4 ms of the plan (the worst: vmotion, 1 GiB, 4 ms off 0.40 s, 1.0 %)
      Predicted   24 of 24 sessions came out as predicted
      Limits      • VMs: net.ipv4.tcp_rto_max_ms=1000 could not be set: this kernel does not have it
      Record      .outlive/2026-11-23T04-37-57Z
      "
    `)
  })

  test('shows the demo in ASCII on 80 columns', () => {
    expect(
      pretty.render(demo(), { look: { columns: 80, colours: false, unicode: false }, record }),
    ).toMatchInlineSnapshot(`
      "demo: 24 sessions, 48.2 s, engine netns, kernel 6.18.44 x64, 2 cores, user
      namespace

        session    windows-2008                       linux
                   measured              predicted    measured              predicted
      --------------------------------------------------------------------------------
      vmotion, 1 GiB - silent for 0.40 s
        file-copy  + unaffected  0.32 s  +   0.31 s   + unaffected  0.32 s  +   0.31 s
        console    + unaffected  0.32 s  +   0.31 s   + unaffected  0.32 s  +   0.31 s
        database   + unaffected  0.32 s  +   0.31 s   + unaffected  0.32 s  +   0.31 s
        echo       + unaffected  0.32 s  +   0.31 s   + unaffected  0.32 s  +   0.31 s
      quick-migration, 1 GiB - silent for 17.2 s
        file-copy  x died        18.9 s  x   18.8 s   ~ stalled     25.8 s  ~   25.9 s
        console    x died        18.9 s  x   18.8 s   ~ stalled     25.8 s  ~   25.9 s
        database   x died        18.9 s  x   18.8 s   ~ stalled     25.8 s  ~   25.9 s
        echo       x died        18.9 s  x/~ 18.8 s   ~ stalled     25.8 s  ~   25.9 s
          all on windows-2008: client kernel gave up (tcp_retries2=5) 1.7 s after
            the VM was back; its last retransmission left 9.3 s into the blackout,
            7.9 s before the VM was back
          all on linux: silent for 25.8 s, the last 8.6 s of it after the VM was
            back
      mscs-failover, 1 GiB - silent for 10.0 s
        file-copy  @ reconnected 15.1 s  @   15.0 s   @ reconnected 15.1 s  @   15.0 s
        console    x died        12.1 s  x   12.0 s   x died        12.1 s  x   12.0 s
        database   @ reconnected 15.1 s  @   15.0 s   @ reconnected 15.1 s  @   15.0 s
        echo       x died        12.1 s  x   12.0 s   x died        12.1 s  x   12.0 s
          file-copy and database: ECONNRESET 4.1 s after the VM was back, connected
            again 1.0 s later
          console and echo: ECONNRESET from the new stack on the address, 2.1 s
            after the VM was back; this client does not connect anew

      The time is the longest stall: the longest wait for an answer, or until the
      session died.
      Beside it the prediction: + unaffected, ~ stalled, @ reconnected, x died;
      several mean either.

      In short: vmotion let all 8 sessions go on as if nothing had happened (longest
      stall 0.32 s); quick-migration killed 4 of 8 (all on windows-2008) by
      net.ipv4.tcp_retries2=5, only 1.7 s after the VM was back, and stalled 4 of 8
      (all on linux) for up to 25.8 s; mscs-failover killed 4 of 8 (console and echo)
      by a reset from the new network stack, and broke 4 of 8 (file-copy and
      database), which connected anew and lost nothing that had been acknowledged.

      Control     all 8 sessions to the VM that was not moved stayed unaffected
                  (longest stall 12 ms)
      Self-check  3 blackouts within 4 ms of the plan (the worst: vmotion, 1 GiB, 4 ms
                  off 0.40 s, 1.0 %)
      Predicted   24 of 24 sessions came out as predicted
      Limits      * VMs: net.ipv4.tcp_rto_max_ms=1000 could not be set: this kernel
                  does not have it
      Record      .outlive/2026-11-23T04-37-57Z
      "
    `)
  })

  test('has ASCII only where nothing else is sure to arrive', () => {
    const text = pretty.render(demo(), { look: { ...plain, unicode: false }, record })
    expect(text).toMatch(/^[\x20-\x7e\n]*$/)
  })

  test.each([40, 60, 80, 100, 120, 200])('has no line longer than a terminal of %d columns', (columns) => {
    const text = pretty.render(dynamicIt(), { look: { ...plain, columns }, record })
    expect(lines(text).filter(({ length }) => length > columns)).toEqual([])
  })

  test('puts profiles that do not fit side by side below each other, and loses none', () => {
    const text = pretty.render(demo(), { look: { ...plain, columns: 40 }, record })
    expect(lines(text).filter((line) => line.startsWith('  session'))).toEqual([
      '  session    windows-2008',
      '  session    linux',
    ])
    expect(lines(text).filter((line) => /^ {2}[a-z-]+ +[✓~↻✗?] /.test(line))).toHaveLength(24)
  })

  test('has each of the 120 cells of the big scenario, in fewer lines than cells', () => {
    const text = pretty.render(dynamicIt(), { look: { ...plain, columns: 120 }, record })
    expect(text.match(/[✓~↻✗?] (unaffected|stalled|reconnected|died|inconclusive) +[\d.]+ m?s/g)).toHaveLength(120)
    expect(lines(text).length).toBeLessThan(140)
  })

  test('says by colour nothing that it does not say by glyph and word', () => {
    const coloured = pretty.render(demo(), { look: { ...plain, colours: true }, record })
    expect(coloured).toContain('\u001b[31m✗ died')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    expect(coloured.replaceAll(/\u001b\[\d+m/g, '')).toBe(pretty.render(demo(), { look: plain, record }))
  })

  test('tells first what must not be overlooked', () => {
    const doubtful = report(
      [
        ...each((session, profile) =>
          session === 'echo'
            ? cell({
                session,
                profile,
                verdict: 'inconclusive',
                why: 'planned blackout 17180 ms, achieved (silent) 19000 ms',
              })
            : cell({ session, profile, verdict: 'stalled' }),
        ),
        cell({ preset: 'mscs-failover', session: 'database', verdict: 'died', lost: 2, duplicated: 1, corrupted: 0 }),
        control({ session: 'echo', verdict: 'stalled', why: 'silent for 1.4 s', longestStallMs: 1400 }),
        control({ session: 'database' }),
      ],
      { ended: 'interrupted' },
    )
    expect(pretty.render(doubtful, { look: { ...plain, columns: 110 } })).toMatchInlineSnapshot(`
      "demo: 9 sessions, 48.2 s, engine netns, kernel 6.18.44 x64, 2 cores, user namespace

      ! The run did not finish (interrupted): it says nothing about what it did not reach.
      ! Control failed: echo on linux, whose VM was not moved, was stalled: silent for 1.4 s
      ! Data damaged: mscs-failover, 1 GiB: database on linux: of what was acknowledged, 2 lost and 1 duplicated.
      ! Inconclusive: 2 sessions (echo of quick-migration, 1 GiB): planned blackout 17180 ms, achieved (silent)
        19000 ms

        session    windows-2008            linux
      ──────────────────────────────────────────────────────────────────────────────────────────────────────────────
      quick-migration, 1 GiB · silent for 17.2 s
        file-copy  ~ stalled      26.1 s   ~ stalled      26.1 s
        console    ~ stalled      26.1 s   ~ stalled      26.1 s
        database   ~ stalled      26.1 s   ~ stalled      26.1 s
        echo       ? inconclusive 26.1 s   ? inconclusive 26.1 s
          file-copy, console and database: why it stalled
          echo: planned blackout 17180 ms, achieved (silent) 19000 ms
      mscs-failover, 1 GiB · silent for 17.2 s
        database                           ✗ died         26.1 s
          database: why it died

      The time is the longest stall: the longest wait for an answer, or until the session died.

      In short: quick-migration stalled all 6 sessions for up to 26.1 s (of 2 more nothing can be said);
      mscs-failover killed the one session.

      Control     1 of 2 sessions to the VM that was not moved stayed unaffected (longest stall 1.4 s)
      Self-check  2 blackouts within 4 ms of the plan (the worst: quick-migration, 1 GiB, 4 ms off 17.2 s, under
                  0.1 %)
      "
    `)
  })

  test('tells once why nothing can be said of many sessions', () => {
    const why = 'the run was interrupted before this session could be asked'
    const { cells } = dynamicIt()
    const interrupted = report(
      cells.map((each) => ({ ...each, verdict: 'inconclusive' as const, why })),
      { ended: 'interrupted' },
    )
    const text = pretty.render(interrupted, { look: { ...plain, columns: 120 } })
    expect(text.split(why)).toHaveLength(2)
    expect(text).toContain(`! Inconclusive: 128 sessions (16 VMs): ${why}`)
  })

  test('does not obey what stands in a record', () => {
    const hostile = report(
      [
        cell({
          verdict: 'died',
          why: 'boom\u001b[2J\u001b]0;title\u0007\u009b31m\r\nroot# rm\u202e\u0000 end',
          session: 'echo\u001b[1m',
        }),
      ],
      { name: 'de\u001bmo', limits: ['a\u001b[31mlimit\nin two lines'] },
    )
    const text = pretty.render(hostile, { look: plain, record })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what is looked for
    expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    expect(text).toContain('echo: boom')
    expect(text).toContain('• alimit in two lines')
  })

  test('says that nothing can be said of a run without sessions', () => {
    expect(pretty.render(report([]), { look: plain })).toContain('In short: nothing can be said.')
  })

  test('puts what was predicted below where it does not fit beside', () => {
    const told = report([cell({ verdict: 'reconnected', predicted: expected(['died', 'stalled']) })])
    const at = (columns: number): string => pretty.render(told, { look: { ...plain, columns } })
    expect(at(43)).toMatch(/^! echo {5}↻ reconnected 26\.1 s {2}✗\/~ 26\.1 s$/m)
    expect(at(42)).toMatch(/^! echo {5}↻ reconnected 26\.1 s\n {11}✗\/~ 26\.1 s$/m)
  })

  test('has no column for predictions where there are none', () => {
    const text = pretty.render(report([cell({ verdict: 'died' })]), { look: plain })
    expect(text).not.toMatch(/predict/i)
    expect(text).toMatch(/^ {2}echo {5}✗ died 26\.1 s$/m)
  })

  test('calls sessions by their shape and by where they end, in rows and findings alike', () => {
    const odd = report([
      cell({ session: 'console', endsOn: 'host', verdict: 'inconclusive', why: 'a hiccup' }),
      cell({ session: 'echo', shape: 'listening', lost: 1, verdict: 'died' }),
      control({ session: 'echo', shape: 'idle', verdict: 'stalled', why: 'late' }),
    ])
    const text = pretty.render(odd, { look: plain })
    expect(text).toContain('! Control failed: echo idle on linux, whose VM was not moved, was stalled: late')
    expect(text).toContain('quick-migration, 1 GiB: echo listening on linux: of what was acknowledged, 1 lost.')
    expect(text).toContain('! Inconclusive: 1 session (console@host of quick-migration, 1 GiB): a hiccup')
    expect(text).toMatch(/^ {2}console@host +\? inconclusive/m)
    expect(text).toMatch(/^ {2}echo listening +✗ died/m)
  })

  test('names the wire mode when the wire was not simply cut', () => {
    const text = pretty.render(report([cell({ wire: 'answer' })]), { look: plain })
    expect(text).toContain('quick-migration, 1 GiB · processes frozen, kernel answering, for 17.2 s')
  })

  test('says of a blackout that never came how long it was to be', () => {
    const text = pretty.render(report([cell({ achieved: [], verdict: 'inconclusive' })]), { look: plain })
    expect(text).toContain('silent for 17.2 s (planned)')
    expect(text).toContain('Self-check  no blackout was carried out; 1 of 1 did not begin or did not end')
  })
})
