/** Client machines other than the usual two, through one pause that tells them apart: each comes out as predicted, and for the reason that its profile gives. */
import { beforeAll, describe, expect, test } from 'vitest'
import { netnsMissing, type Played, playSteadily } from '../real/play.js'

const silentMs = 15_000

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let played: Played
  beforeAll(async () => {
    played = await playSteadily({
      name: 'profiles',
      presets: [{ name: 'pause', as: 'pause', with: { stunMs: silentMs } }],
      memory: ['1 MiB'],
      wire: 'drop',
      sessions: ['echo', 'console'],
      profiles: ['linux-cloud', 'kubernetes-default', 'windows-2003', 'windows-11', 'macos', 'freebsd'],
      baseline: '1 s',
    })
  })

  test('every session comes out as predicted, and the control is unaffected', () => {
    for (const { id, control, verdict, predicted } of played.report.cells) {
      if (control) expect({ id, verdict }).toEqual({ id, verdict: 'unaffected' })
      else
        expect({ id, among: predicted?.either.map((each) => each.verdict) }).toEqual({
          id,
          among: expect.arrayContaining([verdict]),
        })
    }
  })

  /** When the client gives up, or is first heard by a VM that is back, ms; an eighth later at most, as kernel timers are. */
  test.each([
    ['linux-cloud', 'died', 12_800],
    ['windows-2003', 'died', 18_900],
    ['windows-11', 'died', 18_900],
    ['kubernetes-default', 'stalled', 25_600],
    ['macos', 'stalled', 20_700],
    ['freebsd', 'stalled', 17_100],
  ] as const)('%s: %s', (profile, verdict, afterMs) => {
    const { why, ...echo } = played.cell({ profile, session: 'echo' })
    expect({ profile, verdict: echo.verdict, why }).toMatchObject({ profile, verdict })
    console.log(`${profile}: ${why}`)
    expect(echo.longestStallMs).toBeGreaterThan(afterMs * 0.99)
    expect(echo.longestStallMs).toBeLessThan(afterMs * 1.13)
  })

  test('who died did so by what the profile sets', () => {
    for (const profile of ['linux-cloud', 'windows-2003', 'windows-11'])
      expect(played.cell({ profile, session: 'echo' }).cause).toMatchObject({
        setting: 'net.ipv4.tcp_retries2',
        value: 5,
      })
  })
})
