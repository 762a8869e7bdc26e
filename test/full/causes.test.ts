/** Sessions that end or stall of each cause that can be had here, for real, and whether the judge finds it, its setting and its value. */
import { beforeAll, describe, expect, test } from 'vitest'
import { netnsMissing, type Played, play, playSteadily } from '../real/play.js'
import { descendants } from './processes.js'
import { base, fixture, own, pause } from './scaled-down.js'

const failover = {
  name: 'mscs-failover',
  as: 'failover',
  with: { heartbeatMs: 900, missedHeartbeats: 1, takeOverMs: 100, serviceStartMs: 500 },
}
/** The client process of the engine without namespaces: the one of ours that is in no PID namespace of a run's. */
const bareClient = (): number | undefined =>
  descendants().find(({ command, depth }) => command.includes('client/main.js') && depth === 0)?.pid

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let silent: Played
  let hosts: Played
  let resetting: Played
  let unreachable: Played
  let holding: Played

  beforeAll(async () => {
    ;[silent, hosts] = await Promise.all([
      playSteadily({
        ...base,
        name: 'silent',
        presets: [pause(4500), failover],
        shapes: ['talking', 'idle', 'listening'],
        profiles: [fixture('impatient'), ...own('four', 'five', 'keepalive', 'syn', 'arp', 'anew', 'timer')],
      }),
      playSteadily({
        ...base,
        name: 'hosts',
        presets: [pause(200), pause(200, { announceDelayMs: 1500 })],
        sessions: ['console', { name: 'console', endsOn: 'host' }],
        profiles: ['linux'],
      }),
    ])
    ;[resetting, unreachable, holding] = await Promise.all([
      playSteadily({
        ...base,
        name: 'reset',
        presets: [pause(1500)],
        profiles: own('anew', 'briefly', 'spent'),
        wire: 'reset',
      }),
      playSteadily({
        ...base,
        name: 'unreachable',
        presets: [pause(1500)],
        profiles: own('spent', 'syn', 'anew'),
        wire: 'unreachable',
      }),
      playSteadily({ ...base, name: 'hold', presets: [pause(1500)], profiles: ['linux'], wire: 'hold' }),
    ])
  })

  const inPause = (profile: string, shape: 'talking' | 'idle' | 'listening' = 'talking') =>
    silent.cell({ preset: 'pause-4500ms', profile, shape })

  test('the limit of retransmissions, and the one that would have done', () => {
    const { verdict, cause, why } = inPause('impatient')
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 3, others: [] },
    })
    // 3 stand for 3.0 s, 4 for 6.2 s, but the next retransmission after 3.2 s leaves only after 6.4 s.
    expect(cause?.needed).toEqual({ setting: 'net.ipv4.tcp_retries2', value: 5 })
    expect(inPause('four').verdict).toBe('died')
    expect(inPause('five').verdict).toBe('stalled')
    // It sent again after 0.1, 0.3, 0.7 and 1.5 s.
    expect(why).toContain('its 4th and last retransmission left')
    expect(cause?.pauseMs).toBeGreaterThan(1400)
    expect(cause?.pauseMs).toBeLessThan(2000)
    expect(cause?.startedAtMs).toBeLessThan(200)
    expect(cause?.firedAtMs).toBeGreaterThan(3000)
    expect(cause?.evidence.join('\n')).toMatch(/read ETIMEDOUT[\s\S]*ss -E, port \d+: retrans:1\/4/)
  })

  test.each(['idle', 'listening'] as const)('keepalive of one that is %s, with nothing in flight', (shape) => {
    const { verdict, cause } = inPause('keepalive', shape)
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'client kernel', setting: 'net.ipv4.tcp_keepalive_time', value: 1 },
    })
    // Probes leave every second from when it was last heard; the fourth or the fifth finds it again.
    expect(cause?.needed?.setting).toBe('net.ipv4.tcp_keepalive_probes')
    expect([4, 5]).toContain(cause?.needed?.value)
    expect(cause?.startedAtMs).toBeLessThan(100)
    expect((cause?.firedAtMs ?? 0) - (cause?.startedAtMs ?? 0)).toBeGreaterThan(2900)
  })

  test('SYNs without an answer, of an application that connects anew only briefly', () => {
    const { verdict, cause } = inPause('syn')
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'client kernel', setting: 'net.ipv4.tcp_syn_retries', value: 1 },
    })
    expect((cause?.firedAtMs ?? 0) - (cause?.startedAtMs ?? 0)).toBeGreaterThan(2900)
    // After 1 and 3 s: the third of 3 leaves 7 s after the first.
    expect(cause?.needed?.value).toBeGreaterThan(1)
    expect(cause?.others).toMatchObject([
      { owner: 'application', setting: 'reconnect.forMs' },
      { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2' },
    ])
  })

  test('ARP without an answer', () => {
    const { verdict, cause } = inPause('arp')
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'client kernel', setting: 'net.ipv4.neigh.eth0.mcast_solicit', value: 2 },
    })
    expect(cause?.evidence.join()).toContain('connect EHOSTUNREACH')
    // Its ARP or its retransmissions, whichever were over first, ended the connection that it had.
    expect(cause?.others.at(-1)?.text).toMatch(/(ARP went unanswered|gave up \(tcp_retries2=3\)).*broke the connection/)
  })

  test('a timer of the application', () => {
    const { verdict, cause } = inPause('timer')
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'application', setting: 'test command timeout', value: 1000 },
    })
    // Longer than the pause, by what the kernel waits for its next retransmission, which is due after 6.6 s.
    expect(cause?.needed).toEqual({ setting: 'test command timeout', value: 8000 })
  })

  test('a new stack, of who connects anew and of who does not', () => {
    expect(silent.cell({ preset: 'failover', profile: 'impatient', shape: 'talking' })).toMatchObject({
      verdict: 'died',
      cause: { owner: 'new stack', setting: null },
    })
    const anew = silent.cell({ preset: 'failover', profile: 'anew', shape: 'talking' })
    expect(anew).toMatchObject({ verdict: 'reconnected', cause: { owner: 'new stack' } })
    expect(anew.why).toMatch(/from the new stack on the address, .* connected again .* of it its own delay$/)
  })

  test('a stall that outlasts its blackout is put down to a backed-off timer, and one that does not is not', () => {
    const talking = [inPause('anew'), inPause('five')]
    expect(talking.map(({ verdict }) => verdict)).toEqual(['stalled', 'stalled'])
    // One whose request had been acknowledged at the freeze has nothing to send again.
    const outlasting = talking.filter(({ recoveryMs }) => (recoveryMs ?? 0) > 100)
    expect(outlasting.length).toBeGreaterThan(0)
    for (const { cause, profile } of outlasting) {
      expect(cause).toMatchObject({ owner: 'client kernel', setting: 'net.ipv4.tcp_rto_max_ms', value: 120_000 })
      // With timeouts of at most 1 s, 5 retransmissions stand for 4.4 s: it might have given up before the VM was back.
      if (profile === 'anew') expect(cause?.needed).toEqual({ setting: 'net.ipv4.tcp_rto_max_ms', value: 1000 })
    }
    const listening = inPause('anew', 'listening')
    expect(listening.verdict).toBe('stalled')
    // The VM's own kernel has nothing in flight, or sends it again within a second.
    expect(['migration', 'server kernel']).toContain(listening.cause?.owner)
  })

  test('the host that a VM leaves, and the network that does not find it', () => {
    expect(hosts.cell({ preset: 'pause-200ms', endsOn: 'host' })).toMatchObject({
      verdict: 'died',
      cause: { owner: 'host' },
    })
    const late = hosts.cell({ preset: 'pause-200ms1500', endsOn: 'guest' })
    expect(late.verdict).toBe('stalled')
    expect(late.why).toMatch(/the network found it only 1\.[45] s after it was back/)
    // Whether its next retransmission then was long due is a matter of chance.
    const { owner, others = [] } = late.cause ?? {}
    expect([owner, ...others.map((other) => other.owner)]).toContain('network')
  })

  test('a reset in the place of the VM, of which one client recovers and another has not the patience', () => {
    expect(resetting.cell({ profile: 'spent' })).toMatchObject({
      verdict: 'died',
      cause: { owner: 'middle box', setting: null },
    })
    expect(resetting.cell({ profile: 'anew' })).toMatchObject({
      verdict: 'reconnected',
      cause: { owner: 'middle box' },
    })
    const briefly = resetting.cell({ profile: 'briefly' })
    expect(briefly).toMatchObject({
      verdict: 'died',
      cause: {
        owner: 'application',
        setting: 'reconnect.forMs',
        value: 500,
        needed: { setting: 'reconnect.forMs', value: 2000 },
        others: [{ owner: 'middle box' }],
      },
    })
  })

  test('ICMP unreachable: at once where it connects, as the last word where it was connected', () => {
    const spent = unreachable.cell({ profile: 'spent' })
    expect(spent).toMatchObject({
      verdict: 'died',
      cause: { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 1 },
    })
    expect(spent.why).toContain("with EHOSTUNREACH, which a router's ICMP had told it")
    expect(unreachable.cell({ profile: 'syn' })).toMatchObject({
      verdict: 'died',
      cause: {
        owner: 'router',
        setting: null,
        others: [{ setting: 'reconnect.forMs' }, { setting: 'net.ipv4.tcp_retries2' }],
      },
    })
  })

  test('a pause that holds what is sent is waited for and no longer', () => {
    expect(holding.cell({}).cause?.owner).toBe('migration')
    expect(holding.cell({}).verdict).toBe('stalled')
  })

  test('every session that was affected has a cause with evidence, and no other has one', () => {
    for (const { report } of [silent, hosts, resetting, unreachable, holding]) {
      for (const { id, verdict, cause } of report.cells) {
        if (verdict === 'inconclusive') continue
        expect(cause === null, `${id} ${verdict}`).toBe(verdict === 'unaffected')
        if (cause !== null) expect(cause.evidence.length, id).toBeGreaterThan(0)
        expect(cause?.owner, id).not.toBe('unknown')
      }
    }
  })
})

test('a client program that is killed', async () => {
  const killed: number[] = []
  const { cell } = await play(
    { ...base, name: 'killed', presets: [pause(300)], profiles: ['linux'], wire: 'answer' },
    'loopback',
    (event) => {
      if (event.type !== 'migration-started' || killed.length > 0) return
      const pid = bareClient()
      if (pid === undefined) return
      killed.push(pid)
      process.kill(pid, 'SIGKILL')
    },
  )
  expect(killed).toHaveLength(1)
  expect(cell({})).toMatchObject({
    verdict: 'inconclusive',
    cause: { owner: 'client program', evidence: [expect.stringMatching(/the client process ended by SIGKILL/)] },
  })
})
