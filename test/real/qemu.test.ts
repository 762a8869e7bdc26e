/** Real guests: paused, suspended and copied by QEMU itself, with real clients beside them. */
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { EventOf } from '../../src/history.js'
import { type Played, playSteadily, qemuMissing } from './play.js'

const impatient = fileURLToPath(new URL('./fixtures/impatient.yaml', import.meta.url))

describe.skipIf(qemuMissing !== '')(`qemu ${qemuMissing}`, () => {
  let played: Played
  const reports = (preset: string): EventOf<'migration-reported'>[] =>
    played.history.filter(
      (event): event is EventOf<'migration-reported'> =>
        event.type === 'migration-reported' && event.vm.startsWith(preset),
    )

  beforeAll(async () => {
    played = await playSteadily(
      {
        name: 'guests',
        presets: [{ name: 'pause', as: 'pause', with: { stunMs: 2600 } }, 'vmotion', 'quick-migration'],
        memory: ['256 MiB'],
        sessions: ['echo'],
        profiles: [impatient, 'linux'],
        baseline: '2 s',
      },
      'qemu',
    )
  }, 300_000)

  test('a pause in place lasts as long as planned, and the tap holds what is sent meanwhile', () => {
    for (const profile of ['impatient', 'linux']) {
      const cell = played.cell({ preset: 'pause', profile })
      expect(cell).toMatchObject({ verdict: 'stalled', lost: 0 })
      expect(Math.abs((cell.achieved[0]?.durationMs ?? 0) - 2600)).toBeLessThan(130)
    }
  })

  test('a pre-copy is copied while its sessions talk, and nobody notices the switch-over', () => {
    const last = reports('vmotion').at(-1)
    expect(last?.status).toBe('completed')
    expect(last?.transferredBytes).toBeGreaterThan(100e6)
    for (const profile of ['impatient', 'linux']) {
      expect(played.cell({ preset: 'vmotion', profile }).verdict).toBe('unaffected')
    }
  })

  test('a suspend lasts as long as saving and reading take, which no impatient client outlives', () => {
    expect(reports('quick-migration').at(-1)).toMatchObject({ status: 'resumed' })
    expect(played.cell({ preset: 'quick-migration', profile: 'impatient' })).toMatchObject({
      verdict: 'died',
      cause: { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 3 },
    })
    expect(played.cell({ preset: 'quick-migration', profile: 'linux' }).verdict).toBe('stalled')
  })

  test('the guest’s clocks have stood still for as long as it was stopped', () => {
    const clocks = played.history.filter((event) => event.type === 'guest-clocks' && event.vm.startsWith('pause'))
    expect(clocks).toHaveLength(1)
    const [lag] = clocks as EventOf<'guest-clocks'>[]
    expect(Math.abs((lag?.monotonicMs ?? 0) - 2600)).toBeLessThan(150)
    expect(Math.abs((lag?.realtimeMs ?? 0) - 2600)).toBeLessThan(150)
  })
})
