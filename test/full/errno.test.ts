/** Which error a client gets, for real: by what becomes of packets, by where the client is, and by what its connection is doing. */
import { dirname } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Topology, topologies, type WireMode } from '../../src/plan.js'
import type { CellResult } from '../../src/result.js'
import { netnsMissing, type Played, play } from '../real/play.js'
import { base, fixture, own, pause } from './scaled-down.js'

const failover = {
  name: 'mscs-failover',
  as: 'failover',
  with: { heartbeatMs: 1500, missedHeartbeats: 1, takeOverMs: 100, serviceStartMs: 500 },
}
const wires = ['drop', 'hold', 'answer', 'reset', 'unreachable'] as const satisfies readonly WireMode[]

/** What a connection is doing when the VM falls silent: who is held to it, and when that one talks. */
const states = {
  'has something in flight': { profile: 'spent', shape: 'talking' },
  'probes with SO_KEEPALIVE': { profile: 'keepalive', shape: 'idle' },
  'connects, SYNs unanswered': { profile: 'syn', shape: 'talking' },
  'connects, ARP due': { profile: 'arp', shape: 'talking' },
} as const
type State = keyof typeof states

const retries = 'client kernel net.ipv4.tcp_retries2'
const probes = 'client kernel net.ipv4.tcp_keepalive_time'
const syns = 'client kernel net.ipv4.tcp_syn_retries'
const arp = 'client kernel net.ipv4.neigh.eth0.mcast_solicit'

/** The errors of a client that died, in order, and whose fault the last was. One that is left out does not die. */
type Row = readonly [WireMode, Topology, State, errors: RegExp, cause: string]
const silent = (wire: 'drop' | 'hold'): Row[] =>
  topologies.flatMap((topology): Row[] => [
    [wire, topology, 'has something in flight', /^read ETIMEDOUT$/, retries],
    [wire, topology, 'probes with SO_KEEPALIVE', /^read ETIMEDOUT$/, probes],
    [wire, topology, 'connects, SYNs unanswered', /^read ETIMEDOUT, connect ETIMEDOUT$/, syns],
  ])
const answered = (topology: Topology): Row[] => [
  ['reset', topology, 'has something in flight', /^read ECONNRESET$/, 'middle box null'],
  ['reset', topology, 'probes with SO_KEEPALIVE', /^read ECONNRESET$/, 'middle box null'],
  ['reset', topology, 'connects, SYNs unanswered', /^read ECONNRESET$/, 'middle box null'],
  ['unreachable', topology, 'has something in flight', /^read EHOSTUNREACH$/, retries],
  ['unreachable', topology, 'probes with SO_KEEPALIVE', /^read ETIMEDOUT$/, probes],
  ['unreachable', topology, 'connects, SYNs unanswered', /^read EHOSTUNREACH, connect EHOSTUNREACH$/, 'router null'],
]
const rows: readonly Row[] = [
  ...silent('drop'),
  ...silent('hold'),
  ...topologies.flatMap(answered),
  // Whether its retransmissions or its ARP are over first, the next thing that it does is to connect.
  ['drop', 'l2', 'connects, ARP due', /^read E(TIMEDOUT|HOSTUNREACH), connect EHOSTUNREACH$/, arp],
  ['hold', 'l2', 'connects, ARP due', /^read E(TIMEDOUT|HOSTUNREACH), connect EHOSTUNREACH$/, arp],
]

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  const played = new Map<string, Played>()

  beforeAll(async () => {
    for (const wire of wires) {
      await Promise.all(
        topologies.map(async (topology) => {
          const run = await play({
            ...base,
            name: 'errno',
            presets: [pause(6500), ...(wire === 'drop' ? [failover] : [])],
            // Three of each: whose request was acknowledged and not answered at the freeze has nothing in flight.
            memory: ['1 MiB', '2 MiB', '3 MiB'],
            shapes: ['talking', 'idle'],
            profiles: own('spent', 'keepalive', 'syn', 'arp', 'anew'),
            wire,
            topology,
          })
          played.set(`${wire} ${topology}`, run)
        }),
      )
    }
  }, 240_000)

  const cellsOf = (wire: WireMode, topology: Topology, wanted: Partial<CellResult>): CellResult[] =>
    (played.get(`${wire} ${topology}`)?.report.cells ?? []).filter(
      (cell) =>
        !cell.control && Object.entries(wanted).every(([key, value]) => cell[key as keyof CellResult] === value),
    )
  const errorsOf = (wire: WireMode, topology: Topology, id: string): string =>
    (played.get(`${wire} ${topology}`)?.history ?? [])
      .flatMap((event) => (event.type === 'failed' && event.cell === id ? [event.error] : []))
      .map(({ syscall, code }) => `${syscall} ${code}`)
      .join(', ')

  test.each(rows)('%s, %s, one that %s: %s', (wire, topology, state, errors, cause) => {
    const died = cellsOf(wire, topology, { preset: 'pause-6500ms', ...states[state], verdict: 'died' })
    expect(died.length).toBeGreaterThan(0)
    for (const { id, cause: found } of died) {
      expect(errorsOf(wire, topology, id), id).toMatch(errors)
      expect(`${found?.owner} ${found?.setting}`, id).toBe(cause)
    }
  })

  test.each(topologies)('answer, %s: nobody dies whose kernel is answered', (topology) => {
    const cells = cellsOf('answer', topology, { preset: 'pause-6500ms' })
    expect(new Set(cells.map(({ verdict, shape }) => `${shape} ${verdict}`))).toEqual(
      new Set(['talking stalled', 'idle unaffected']),
    )
    expect(cells.map(({ id }) => errorsOf('answer', topology, id)).join('')).toBe('')
  })

  test('behind a router ARP is the router’s: the same client connects again when the VM is back', () => {
    const verdicts = cellsOf('drop', 'routed', { preset: 'pause-6500ms', ...states['connects, ARP due'] })
    expect(verdicts.map(({ verdict }) => verdict)).not.toContain('died')
  })

  test.each(topologies)(
    'a new stack on the address, %s: ECONNRESET, whoever it was and whatever it did',
    (topology) => {
      const reset = cellsOf('drop', topology, { preset: 'failover', profile: 'anew' })
      expect(reset).toHaveLength(6)
      for (const { id, verdict, cause } of reset) {
        expect({ verdict, cause }, id).toMatchObject({ verdict: 'reconnected', cause: { owner: 'new stack' } })
        expect(errorsOf('drop', topology, id), id).toMatch(/^read ECONNRESET/)
      }
    },
  )

  test.each(topologies)('EPIPE, %s: who only sends finds out by the RST after the FIN', async (topology) => {
    const { cell } = await play({
      name: 'epipe',
      presets: [pause(5000)],
      memory: ['1 MiB'],
      profiles: ['linux'],
      baseline: '1 s',
      topology,
      sessions: [
        {
          name: 'log',
          service: { command: 'perl collector.pl', cwd: programs, ready: { port: 5140 } },
          client: { command: 'perl log.pl', cwd: programs },
        },
      ],
    })
    const { verdict, cause } = cell({})
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'service', setting: 'idle timeout of the service' },
    })
    expect(cause?.evidence.join('\n')).toMatch(/closed, with nothing in flight[\s\S]*EPIPE write: Broken pipe/)
    expect(cause?.firedAtMs).toBeGreaterThan(5000)
  })

  test('the causes of all of them are known', () => {
    for (const { report } of played.values()) {
      for (const { id, wire, cause, why } of report.cells)
        expect(cause?.owner, `${wire} ${id}: ${why}`).not.toBe('unknown')
    }
  })
})

const programs = dirname(fixture('programs/none'))
