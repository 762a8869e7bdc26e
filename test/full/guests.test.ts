/** What the VM's own side does to a session, for real: its kernel's limits, its service's idle timer, its data. */
import { closeSync, existsSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { netnsMissing, type Played, play, playSteadily } from '../real/play.js'
import { descendants } from './processes.js'
import { base, pause } from './scaled-down.js'

const setting = 'keepalive_timeout (nginx)'
const idleAfter = (value: string) => ({ echo: { idleTimeout: { value, setting } } })

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let searched: Played
  let jumping: Played
  let stopping: Played

  beforeAll(async () => {
    // Its kernel's timers go on while it is suspended, so it is suspended briefly, and searched for.
    searched = await playSteadily({
      ...base,
      name: 'searched',
      presets: [pause(200, { announceDelayMs: 6000 }), pause(200, { announceDelayMs: 800 })],
      shapes: ['idle', 'listening'],
      profiles: ['linux'],
      guest: {
        sysctls: {
          'net.ipv4.tcp_retries2': 3,
          'net.ipv4.tcp_keepalive_time': 1,
          'net.ipv4.tcp_keepalive_intvl': 1,
          'net.ipv4.tcp_keepalive_probes': 2,
        },
        services: { echo: { keepalive: true } },
      },
    })
    // Who connects anew would, where its request had come and was not read: then the service's close is a RST.
    const silent = { ...base, presets: [pause(4500)], profiles: ['linux'] }
    ;[jumping, stopping] = await Promise.all([
      playSteadily({ ...silent, name: 'jumping', guest: { clock: 'jumps', services: idleAfter('3 s') } }),
      playSteadily({ ...silent, name: 'stopping', memory: ['1 MiB'], guest: { services: idleAfter('3 s') } }),
    ])
  })

  const afterSearch = (ms: number, shape: 'idle' | 'listening') => searched.cell({ preset: `pause-200ms${ms}`, shape })

  test('the VM’s kernel sends again what it pushed, gives up, and its client finds out when it next says something', () => {
    const { verdict, cause } = afterSearch(6000, 'listening')
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'server kernel', setting: 'net.ipv4.tcp_retries2', value: 3 },
    })
    // With a longest timeout of 1 s, 3 stand for 2.4 s; each more is a second more.
    expect(cause?.needed?.setting).toBe('net.ipv4.tcp_retries2')
    expect([6, 7]).toContain(cause?.needed?.value)
    expect(cause?.firedAtMs).toBeGreaterThan(2600)
    expect(cause?.firedAtMs).toBeLessThan(5000)
    expect(cause?.evidence.join('\n')).toMatch(/ss -E in the VM.*retrans:1\/\d[\s\S]*ETIMEDOUT[\s\S]*read ECONNRESET/)
    expect(afterSearch(800, 'listening').verdict).not.toBe('died')
  })

  test('the VM’s kernel probes in vain, and says so by a RST', () => {
    const { verdict, cause } = afterSearch(6000, 'idle')
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: {
        owner: 'server kernel',
        setting: 'net.ipv4.tcp_keepalive_time',
        value: 1,
        needed: { setting: 'net.ipv4.tcp_keepalive_probes' },
      },
    })
    expect((cause?.firedAtMs ?? 0) - (cause?.startedAtMs ?? 0)).toBeGreaterThan(2900)
    expect(afterSearch(800, 'idle').verdict).toBe('unaffected')
  })

  test('the service’s idle timer is due as soon as its clock is set right, and not where that stood still', () => {
    const { verdict, cause } = jumping.cell({})
    expect({ verdict, cause }).toMatchObject({ verdict: 'died', cause: { owner: 'service', setting, value: 3000 } })
    expect(cause?.firedAtMs).toBeGreaterThan(4500)
    expect(cause?.firedAtMs).toBeLessThan(4800)
    // The kernel's next retransmission leaves after 6.6 s.
    expect(cause?.needed).toEqual({ setting, value: 8000 })
    expect(stopping.cell({}).verdict).toBe('stalled')
  })

  test('every one of them came out as predicted', () => {
    for (const { report } of [searched, jumping, stopping]) {
      for (const { id, verdict, predicted, why } of report.cells) {
        expect(
          predicted?.either.map((each) => each.verdict),
          `${id}: ${why}`,
        ).toContain(verdict)
      }
    }
  })

  test('the record says what the VM’s kernels were set to, and the report what that shows of being played', () => {
    const kernels = searched.history.filter(({ type }) => type === 'vm-kernel')
    expect(kernels).toHaveLength(3)
    for (const kernel of kernels) expect(kernel).toMatchObject({ sysctls: { 'net.ipv4.tcp_retries2': '3' } })
    expect(searched.report.limits.join('\n')).toContain('VMs have net.ipv4.tcp_retries2=3')
  })

  test('an idle timer that runs out whether the VM is moved or not is no migration’s fault', async () => {
    const { cell } = await play({
      ...base,
      name: 'idle',
      presets: [pause(200)],
      shapes: ['idle'],
      profiles: ['linux'],
      guest: { services: idleAfter('1 s') },
    })
    expect(cell({}).verdict).toBe('inconclusive')
  })

  /** The files that a VM's service of file copies holds, on the run's own disk. */
  const filesOf = (vm: string): string[] => {
    const [{ pid } = { pid: 0 }] = descendants().filter(({ command }) => command.includes('vm/main.js'))
    const disks = ['/dev/shm', '/mnt', '/media', '/srv', '/opt'].map((scratch) => `/proc/${pid}/root${scratch}/disks`)
    const folder = join(disks.find((each) => existsSync(each)) ?? '', vm, 'file-copy/files')
    return existsSync(folder) ? readdirSync(folder).map((name) => join(folder, name)) : []
  }
  const overwrite = (file: string): void => {
    const fd = openSync(file, 'r+')
    for (let block = 0; block < 16; block++) writeSync(fd, 'damaged', block * 16 * 1024)
    closeSync(fd)
  }

  test('data that is lost, or damaged, although the connection lived', async () => {
    const { cell } = await play(
      {
        ...base,
        name: 'damage',
        presets: [pause(300)],
        memory: ['1 MiB', '2 MiB'],
        sessions: ['file-copy'],
        profiles: ['linux'],
      },
      'netns',
      (event) => {
        if (event.type !== 'phase-ended') return
        const damage = event.vm.endsWith('-1MiB') ? overwrite : rmSync
        for (const file of filesOf(event.vm)) damage(file)
      },
    )
    const corrupted = cell({ memoryMiB: 1 })
    expect(corrupted).toMatchObject({ verdict: 'died', lost: 0, cause: { owner: 'service', setting: null } })
    expect(corrupted.corrupted).toBeGreaterThan(0)
    expect(corrupted.why).toMatch(/data damaged: .* 0 lost, 0 doubled, [1-9]\d* corrupted/)
    const lost = cell({ memoryMiB: 2 })
    expect(lost).toMatchObject({ verdict: 'died', corrupted: 0, cause: { owner: 'service', setting: null } })
    expect(lost.lost).toBeGreaterThan(0)
  })
})
