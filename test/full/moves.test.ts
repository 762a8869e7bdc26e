/** A copy that never converges, a cluster that is balanced, and moves there and back. */
import { describe, expect, test } from 'vitest'
import { netnsMissing, play } from '../real/play.js'

const base = { memory: ['64 MiB'], sessions: ['echo', 'console'] as const, profiles: ['windows-2008', 'linux'] }

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  test('a VM that writes faster than the link carries stays where it is, and nobody notices', async () => {
    const { report, history } = await play({
      ...base,
      sessions: [...base.sessions],
      name: 'cancelled',
      presets: [{ name: 'kvm', with: { linkMbitPerS: 10 } }],
    })
    const moved = report.cells.filter(({ control }) => !control)
    expect(moved.map(({ verdict }) => verdict)).toEqual(moved.map(() => 'unaffected'))
    expect(moved[0]?.plan.map(({ kind }) => kind)).toEqual(['brownout'])
    expect(history.filter(({ type }) => type === 'moved')).toEqual([])
  })

  test('three VMs of six are moved, one after another, to two other hosts, and nobody notices', async () => {
    const { report, history } = await play({
      ...base,
      sessions: [...base.sessions],
      name: 'balanced',
      presets: ['drs'],
    })
    expect(history.flatMap((event) => (event.type === 'moved' ? [`${event.vm} ${event.to}`] : []))).toEqual([
      'drs-64MiB-vm1 host B',
      'drs-64MiB-vm2 host C',
      'drs-64MiB-vm3 host C',
    ])
    const moved = report.cells.filter(({ control }) => !control)
    expect(moved).toHaveLength(24)
    for (const { id, verdict, lost } of moved)
      expect({ id, verdict, lost }).toEqual({ id, verdict: 'unaffected', lost: 0 })
  })

  test('there and back and there again', async () => {
    const { report, history } = await play({
      ...base,
      sessions: [...base.sessions],
      name: 'there-and-back',
      presets: ['vmotion'],
      migrations: 3,
    })
    expect(history.flatMap((event) => (event.type === 'moved' ? [event.to] : []))).toEqual([
      'host B',
      'host A',
      'host B',
    ])
    for (const { id, verdict } of report.cells) expect({ id, verdict }).toEqual({ id, verdict: 'unaffected' })
  })
})
