/** What answers, keeps or loses what is sent to a VM that is away, and what becomes of each shape of session. */
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { netnsMissing, type Played, playSteadily } from './play.js'

const impatient = fileURLToPath(new URL('./fixtures/impatient.yaml', import.meta.url))
const pause = (ms: number, more: Record<string, number> = {}) => ({
  name: 'quick-migration',
  as: `pause-${ms}ms${Object.values(more).join('')}`,
  with: { handOverMs: ms, ...more },
})
const base = { memory: ['1 MiB'], profiles: [impatient, 'linux'], baseline: '1 s' }

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let holding: Played
  let resetting: Played
  let unreachable: Played
  let shapes: Played
  let hosts: Played

  beforeAll(async () => {
    const wire = (mode: 'hold' | 'reset' | 'unreachable') =>
      playSteadily({ ...base, name: mode, presets: [pause(2600)], sessions: ['echo', 'database'], wire: mode })
    ;[holding, resetting, unreachable] = await Promise.all([wire('hold'), wire('reset'), wire('unreachable')])
    ;[shapes, hosts] = await Promise.all([
      playSteadily({
        ...base,
        name: 'shapes',
        presets: [
          pause(2600),
          {
            name: 'mscs-failover',
            as: 'failover',
            with: { heartbeatMs: 900, missedHeartbeats: 1, takeOverMs: 100, serviceStartMs: 500 },
          },
        ],
        sessions: ['echo'],
        shapes: ['talking', 'idle', 'listening'],
      }),
      playSteadily({
        ...base,
        name: 'hosts',
        profiles: ['linux'],
        presets: [
          pause(200),
          pause(200, { announceDelayMs: 1500 }),
          { name: 'vcb-snapshot', as: 'stun', with: { stunMs: 200, furtherStuns: 0 } },
        ],
        sessions: ['console', { name: 'console', endsOn: 'host' }],
      }),
    ])
  })

  const acts = ({ history }: Played, vm: RegExp, act: string): string[] =>
    history.flatMap((event) =>
      event.type === 'freeze' && event.act === act && vm.test(event.vm) ? [event.evidence] : [],
    )

  test('what is held does not pass and is not lost, by the count of its packets', () => {
    expect(acts(holding, /pause/, 'plugged')).toEqual([
      expect.stringMatching(/^queue on vm\d+: none had passed, [1-9]\d* packets waited and are delivered$/),
    ])
    for (const session of ['echo', 'database']) {
      expect(holding.cell({ session, profile: 'linux' })).toMatchObject({
        verdict: 'stalled',
        lost: 0,
        duplicated: 0,
        corrupted: 0,
      })
    }
  })

  test.each(['echo', 'database'])(
    '%s is reset by what answers in the place of its VM, long before the VM is back',
    (session) => {
      const cell = resetting.cell({ session, profile: 'impatient' })
      expect(cell.why).toMatch(/ECONNRESET/)
      // Who waits for an answer that its kernel has been promised sends nothing until its next request.
      expect(cell.recoveryMs === null || cell.verdict === 'reconnected').toBe(true)
      const failed = resetting.history.find((event) => event.type === 'failed' && event.cell === cell.id)
      const back = resetting.history.find((event) => event.type === 'freeze' && event.act === 'plugged')
      expect(failed?.atMs).toBeLessThan((back?.atMs ?? 0) - 1000)
    },
  )

  test('who is told that its VM cannot be reached does not back off, and is there when the VM is back', () => {
    const silent = shapes.cell({ preset: 'pause-2600ms', session: 'echo', shape: 'talking', profile: 'impatient' })
    expect(silent).toMatchObject({ verdict: 'died', cause: { setting: 'net.ipv4.tcp_retries2', value: 3 } })
    expect(unreachable.cell({ session: 'echo', profile: 'impatient' })).toMatchObject({ verdict: 'stalled', lost: 0 })
    // RFC 6069: each ICMP message takes the back-off back, so there are many more retransmissions than three.
    const retransmissions = unreachable.history.flatMap((event) =>
      event.type === 'socket-destroyed' ? [Number(event.info.retrans?.split('/')[1] ?? 0)] : [],
    )
    expect(Math.max(...retransmissions)).toBeGreaterThan(8)
  })

  test('who says nothing meanwhile does not notice the silence', () => {
    for (const profile of ['impatient', 'linux']) {
      const cell = shapes.cell({ preset: 'pause-2600ms', shape: 'idle', profile })
      expect(cell).toMatchObject({ verdict: 'unaffected', lost: 0 })
      expect(cell.exchanges).toBeGreaterThan(1)
    }
  })

  test('who listens waits as long as the silence lasts, whatever its own kernel’s limit is', () => {
    for (const profile of ['impatient', 'linux']) {
      const cell = shapes.cell({ preset: 'pause-2600ms', shape: 'listening', profile })
      expect(cell).toMatchObject({ verdict: 'stalled', lost: 0, duplicated: 0, corrupted: 0 })
      expect(cell.longestStallMs).toBeGreaterThan(2400)
      expect(cell.recoveryMs).toBeLessThan(1000)
    }
  })

  test.each(['idle', 'listening'] as const)(
    'who is %s learns of a failover only from what it says afterwards',
    (shape) => {
      const cell = shapes.cell({ preset: 'failover', shape, profile: 'linux' })
      expect(cell).toMatchObject({ verdict: 'died', cause: { owner: 'new stack' } })
      // The plan is over after 1.5 s, and a second later they say something.
      expect(cell.cause?.firedAtMs).toBeGreaterThan(2400)
    },
  )

  test('a console that ends on the host is severed by any change of host, one that ends in the guest is not', () => {
    expect(hosts.cell({ preset: 'pause-200ms', endsOn: 'guest' }).verdict).toBe('unaffected')
    expect(hosts.cell({ preset: 'pause-200ms', endsOn: 'host' })).toMatchObject({
      verdict: 'died',
      cause: { owner: 'host' },
    })
    expect(hosts.cell({ preset: 'stun', endsOn: 'host' })).toMatchObject({ verdict: 'unaffected', lost: 0 })
  })

  test('a VM that runs again is found only when its new place is announced', () => {
    const late = hosts.cell({ preset: 'pause-200ms1500', endsOn: 'guest' })
    // The answer to a request that had arrived before comes at once; the request after it waits.
    expect(late.longestStallMs).toBeGreaterThan(1200)
    expect(hosts.cell({ preset: 'pause-200ms', endsOn: 'guest' }).longestStallMs).toBeLessThan(1000)
  })
})
