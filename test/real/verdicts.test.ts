/** Real VMs, frozen for seconds: what must come out, and that what must not come out does not. */
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { netnsMissing, type Played, play, playSteadily } from './play.js'

const impatient = fileURLToPath(new URL('./fixtures/impatient.yaml', import.meta.url))
/** One blackout of the given length: `suspend` with next to no memory. */
const pause = (ms: number) => ({ name: 'quick-migration', as: `pause-${ms}ms`, with: { handOverMs: ms } })
const sessions = ['file-copy', 'console', 'database', 'echo'] as const

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let silent: Played
  let answering: Played
  let holding: Played

  beforeAll(async () => {
    const scenario = {
      name: 'short',
      memory: ['1 MiB'],
      sessions: [...sessions],
      profiles: [impatient, 'linux'],
      baseline: '1 s',
    }
    silent = await playSteadily({
      ...scenario,
      presets: [
        pause(300),
        pause(2600),
        {
          name: 'mscs-failover',
          as: 'failover',
          with: { heartbeatMs: 900, missedHeartbeats: 1, takeOverMs: 100, serviceStartMs: 500 },
        },
      ],
    })
    ;[answering, holding] = await Promise.all([
      playSteadily({ ...scenario, presets: [pause(2600)], sessions: ['echo'], wire: 'answer' }),
      playSteadily({ ...scenario, presets: [pause(2600)], sessions: ['echo', 'console'], wire: 'hold' }),
    ])
  })

  test('the sessions of the VM that stays are unaffected', () => {
    const controls = silent.report.cells.filter(({ control }) => control)
    expect(controls).toHaveLength(8)
    expect(new Set(controls.map(({ verdict }) => verdict))).toEqual(new Set(['unaffected']))
  })

  test('every blackout lasted as long as planned', () => {
    for (const { plan, achieved, id } of silent.report.cells) {
      for (const [i, { durationMs, kind }] of plan.entries()) {
        if (kind !== 'blackout') continue
        expect(Math.abs((achieved[i]?.durationMs ?? 0) - durationMs), id).toBeLessThan(Math.max(50, durationMs * 0.05))
      }
    }
  })

  test.each(sessions)('%s does not notice a blackout of 0.3 s', (session) => {
    for (const profile of ['impatient', 'linux']) {
      expect(silent.cell({ preset: 'pause-300ms', session, profile })).toMatchObject({ verdict: 'unaffected', lost: 0 })
    }
  })

  test.each(['file-copy', 'console', 'echo'])(
    '%s with 3 retransmissions dies of a blackout of 2.6 s, after the VM is back, and the kernel says of what',
    (session) => {
      const cell = silent.cell({ preset: 'pause-2600ms', session, profile: 'impatient' })
      expect(cell).toMatchObject({
        verdict: 'died',
        cause: { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 3 },
      })
      expect(cell.why).toMatch(/after the VM was back; its (\d(st|nd|rd|th) and )?last retransmission left/)
      expect(cell.why).toContain('into the blackout')
      expect(cell.cause?.firedAtMs).toBeGreaterThan(2600)
    },
  )

  test('a database client with a command timeout of 1.5 s dies of that, and not of its kernel', () => {
    const cell = silent.cell({ preset: 'pause-2600ms', session: 'database', profile: 'impatient' })
    expect(cell).toMatchObject({
      verdict: 'died',
      cause: { owner: 'application', setting: 'test command timeout', value: 1500 },
      lost: 0,
    })
  })

  test.each(sessions)(
    '%s with Linux’ own limits outlives a blackout of 2.6 s, and all its data is there',
    (session) => {
      const cell = silent.cell({ preset: 'pause-2600ms', session, profile: 'linux' })
      expect(cell).toMatchObject({ verdict: 'stalled', lost: 0, duplicated: 0, corrupted: 0 })
      expect(cell.longestStallMs).toBeGreaterThan(2400)
      expect(cell.recoveryMs).toBeGreaterThanOrEqual(0)
    },
  )

  test.each(['file-copy', 'database'])(
    '%s connects anew after a failover and finds all that was acknowledged',
    (session) => {
      const cell = silent.cell({ preset: 'failover', session, profile: 'linux' })
      expect(cell).toMatchObject({ verdict: 'reconnected', lost: 0, duplicated: 0, corrupted: 0 })
      expect(cell.why).toContain('ECONNRESET')
    },
  )

  test.each(['console', 'echo'])('%s does not connect anew: the new stack resets it', (session) => {
    const cell = silent.cell({ preset: 'failover', session, profile: 'linux' })
    expect(cell).toMatchObject({ verdict: 'died', cause: { owner: 'new stack' } })
  })

  test('a move is a move: the VM is announced from host B', () => {
    const of = (type: string) =>
      silent.history.filter((event) => event.type === type && 'vm' in event && event.vm.startsWith('pause-2600'))
    expect(of('moved')).toMatchObject([{ to: 'host B' }])
    expect(of('announced')).toHaveLength(1)
  })

  test.each(['echo', 'console'])(
    '%s outlives a blackout that holds its packets, where one that drops them kills it',
    (session) => {
      for (const profile of ['impatient', 'linux']) {
        const cell = holding.cell({ session, profile })
        expect(cell).toMatchObject({ verdict: 'stalled', wire: 'hold', lost: 0, duplicated: 0, corrupted: 0 })
        // What was held arrives when the VM goes on: nobody waits for a retransmission.
        expect(cell.recoveryMs).toBeLessThan(1000)
      }
    },
  )

  test('where only the process stops, its kernel goes on answering and nobody dies', () => {
    for (const profile of ['impatient', 'linux']) {
      const cell = answering.cell({ session: 'echo', profile })
      expect(cell).toMatchObject({ verdict: 'stalled', wire: 'answer' })
      expect(cell.recoveryMs).toBeLessThan(1000)
    }
  })
})

test('the loopback engine plays a frozen process anywhere and says what it cannot say', async () => {
  const { report, cell } = await play(
    {
      name: 'anywhere',
      presets: [pause(1500)],
      memory: ['1 MiB'],
      sessions: ['echo'],
      profiles: ['linux'],
      baseline: '1 s',
      wire: 'answer',
    },
    'loopback',
  )
  expect(cell({ session: 'echo' }).verdict).toBe('stalled')
  expect(report.limits.join()).toContain('No session can die here of a retransmission limit')
})
