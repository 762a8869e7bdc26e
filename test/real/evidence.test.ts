/** What kernels and services said during a run, from sources that know nothing of each other: do they tell the same? */
import { execFileSync } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import { findProgram } from '../../harness/doctor/programs.js'
import { adminProgram } from '../../harness/netns/admin-program.js'
import type { EventOf, HistoryEvent } from '../../src/history.js'
import { netnsMissing, type Played, play } from './play.js'

const profile = (name: string): string => fileURLToPath(new URL(`fixtures/${name}.yaml`, import.meta.url))
const tcpdump = [findProgram('tcpdump'), adminProgram('tcpdump')].find((path) => path?.startsWith('/'))
const missing = netnsMissing || (tcpdump === undefined ? 'tcpdump: apt-get install tcpdump' : '')

describe.skipIf(missing !== '')(`evidence of a pause of 5 s ${missing}`, () => {
  let played: Played
  let captures: string[]
  const packets = new Map<string, string>()

  beforeAll(async () => {
    played = await play(
      {
        name: 'evidence',
        presets: [{ name: 'quick-migration', as: 'pause', with: { handOverMs: 5000 } }],
        memory: ['1 MiB'],
        sessions: ['echo'],
        shapes: ['talking', 'idle'],
        profiles: [profile('impatient'), profile('causes/arp'), profile('causes/keepalive')],
        baseline: '1 s',
      },
      'netns',
      () => {},
      (recordDir) => {
        captures = readdirSync(recordDir).filter((name) => name.endsWith('.pcap'))
        for (const name of captures)
          packets.set(
            name,
            execFileSync(tcpdump ?? '', ['-n', '-r', join(recordDir, name)], { encoding: 'utf8', stdio: 'pipe' }),
          )
      },
    )
  })

  const all = <Type extends HistoryEvent['type']>(type: Type): EventOf<Type>[] =>
    played.history.filter((event): event is EventOf<Type> => event.type === type)
  const portOf = (profile: string, shape: 'talking' | 'idle'): number => {
    const { id } = played.cell({ profile, shape })
    return all('connected').find(({ cell }) => cell === id)?.localPort ?? 0
  }

  test('there is a capture for each machine, which tcpdump reads', () => {
    expect(captures.sort()).toEqual([
      'client-arp.pcap',
      'client-impatient.pcap',
      'client-keepalive.pcap',
      'vm-control.pcap',
      'vm-pause-1MiB.pcap',
    ])
    for (const [name, text] of packets) expect(text.split('\n').length, name).toBeGreaterThan(10)
  })

  test('packets, samples and the last words agree on how often and when a segment was sent again', () => {
    const port = portOf('impatient', 'talking')
    const again = all('sent-again').filter((event) => 'localPort' in event && event.localPort === port)
    const lastWords = all('socket-destroyed').find(({ localPort }) => localPort === port)
    expect(again.length).toBeGreaterThan(2)
    expect(lastWords?.info.retrans).toBe(`1/${again.length}`)

    const samples = all('sockets-sampled').flatMap(({ atMs, sockets }) =>
      sockets.filter(({ localPort }) => localPort === port).map(({ info }) => ({ atMs, info })),
    )
    expect(samples.length).toBeGreaterThan(1)
    for (const { atMs, info } of samples) {
      const lastMs = atMs - Number(info.lastsnd ?? 0)
      const nearest = Math.min(...again.map((each) => Math.abs(each.atMs - lastMs)))
      expect(nearest, `a sample at ${atMs} says that it sent at ${lastMs}`).toBeLessThan(100)
    }
    const { cause } = played.cell({ profile: 'impatient', shape: 'talking' })
    expect(cause?.evidence.join('\n')).toContain('packet capture: the segment was sent again at')
  })

  test('keepalive of an idle connection: the timer in the samples, the probes in the capture', () => {
    const port = portOf('keepalive', 'idle')
    const probes = all('sent-again').filter(
      (event) => 'localPort' in event && event.localPort === port && event.what === 'probe',
    )
    expect(probes.length).toBeGreaterThan(1)
    const timers = all('sockets-sampled').flatMap(({ sockets }) =>
      sockets.filter(({ localPort }) => localPort === port).map(({ timer }) => timer ?? ''),
    )
    expect(timers.some((timer) => timer.startsWith('keepalive'))).toBe(true)
  })

  test('the neighbour that answers no more is seen to fail, at its own address', () => {
    const failed = all('neighbour').filter(({ profile, state }) => profile === 'arp' && state === 'FAILED')
    expect(failed.length).toBeGreaterThan(0)
    const peers = new Set(
      all('sockets-sampled').flatMap(({ sockets }) => sockets.map(({ peer }) => peer.split(':')[0])),
    )
    for (const { address } of failed) expect(peers).toContain(address)
  })

  test('the service saw every connection, and who ended it', () => {
    const seen = all('service-connection')
    for (const { localPort } of all('connected'))
      expect(seen.some(({ event, peer }) => event === 'accepted' && peer.endsWith(`:${localPort}`))).toBe(true)
    // Of the control nobody but its client ended any.
    const control = seen.filter(({ vm, event }) => vm === 'control' && event === 'ended')
    expect(control.map(({ by }) => by)).toEqual(control.map(() => 'client'))
  })

  test('the record says where it knows it from', () => {
    expect(played.report.environment.retransmissionsFrom).toBe('packet captures')
  })
})
