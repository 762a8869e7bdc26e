/** Programs as somebody brings them, unchanged: what the shell starts in a VM dies and stops with it, and what a client does is seen from outside. */
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { EventOf, HistoryEvent } from '../../src/history.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'
import { netnsMissing, type Played, play, playSteadily } from './play.js'

const impatient = fileURLToPath(new URL('./fixtures/impatient.yaml', import.meta.url))
const cwd = fileURLToPath(new URL('./fixtures/programs', import.meta.url))

type Session = Exclude<ScenarioDocument['sessions'][number], string>
const scenario = (name: string, pauseMs: number, ...sessions: Session[]): ScenarioDocument => ({
  name,
  presets: [{ name: 'pause', as: 'pause', with: { stunMs: pauseMs } }],
  memory: ['1 MiB'],
  wire: 'drop',
  profiles: ['linux'],
  baseline: '1 s',
  sessions,
})

/** 50 children on port 7101. */
const prefork = { command: 'exec perl prefork.pl', ready: { log: '50 children' }, cwd }
const nothing = { command: 'true', ready: { command: 'true' } }
const ping = { command: 'perl ping.pl 7101', cwd }

const endOf = ({ history }: Played, session: string, preset = 'pause'): EventOf<'ended'> | undefined =>
  history.find(
    (event): event is EventOf<'ended'> => event.type === 'ended' && event.cell.startsWith(`${preset}/1MiB/${session}/`),
  )

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  describe('a pause of 2.5 s', () => {
    let played: Played
    beforeAll(async () => {
      played = await playSteadily(
        scenario(
          'programs',
          2500,
          { name: 'prefork', service: prefork, client: { ...ping, exchange: { regex: '^answer' } } },
          { name: 'stubborn', service: nothing, client: { command: "trap '' TERM; perl ping.pl 7101 stubborn", cwd } },
          {
            name: 'counting',
            service: { command: 'node counting.mjs', ready: { port: 7102 }, cwd },
            client: { command: 'node count.mjs 12000', cwd, success: { stdout: '^[0-9]+ lines in order' } },
          },
          { name: 'short', service: nothing, client: { command: 'echo all done' } },
          { name: 'absent', service: nothing, client: { command: 'no-such-program --fast' } },
        ),
      )
    })

    test('a server with 50 children is stopped whole, and the record says how long that took', () => {
      const stopped = played.history.find(
        (event): event is EventOf<'freeze'> => event.type === 'freeze' && event.act === 'stopped',
      )
      expect(stopped?.evidence).toMatch(
        /^all (\d+ threads of )?(5[2-9]|6\d) processes in .*; (frozen|told to stop) within \d+\.\d ms$/,
      )
      expect(played.cell({ session: 'prefork' })).toMatchObject({ verdict: 'stalled' })
      expect(played.cell({ session: 'prefork' }).longestStallMs).toBeGreaterThan(2400)
      const { achieved } = played.cell({ session: 'prefork' })
      const during = exchangesDuring(played, 'prefork')
      expect(achieved[0]?.durationMs).toBeGreaterThan(2400)
      expect(during).toEqual([])
    })

    test('a server that is stopped in the middle of a write goes on where it was', () => {
      expect(played.cell({ session: 'counting' })).toMatchObject({ verdict: 'stalled' })
      expect(endOf(played, 'counting')).toMatchObject({ exit: 0, byUs: false, printed: true })
    })

    test('a client that ignores SIGTERM is killed in the end, and judged as any other', () => {
      expect(played.cell({ session: 'stubborn' })).toMatchObject({ verdict: 'stalled' })
      expect(endOf(played, 'stubborn')).toMatchObject({ signal: 'SIGKILL', byUs: true })
      expect(endOf(played, 'prefork')).toMatchObject({ signal: 'SIGTERM', byUs: true })
    })

    test('a client that ends before the migration says nothing', () => {
      const { verdict, why } = played.cell({ session: 'short' })
      expect({ verdict, why }).toEqual({
        verdict: 'inconclusive',
        why: 'its client ended with status 0 before the migration began; its last lines: all done',
      })
    })

    test('a client that does not exist is named', () => {
      const { verdict, why } = played.cell({ session: 'absent' })
      expect(verdict).toBe('inconclusive')
      expect(why).toMatch(/^its client ended with status 127 before the migration began; .*no-such-program: not found$/)
    })
  })

  test('output of 20 MB fills neither memory nor the record', async () => {
    const command = "yes 'a line of no interest' | head -c 20000000; exec perl ping.pl 7101"
    const played = await playSteadily(
      scenario('loud', 2500, { name: 'loud', service: prefork, client: { command, cwd } }),
    )
    const { verdict, why } = played.cell({ session: 'loud' })
    expect(verdict, why).toBe('stalled')
    const log = played.output('pause-1MiB-loud-talking-linux.client.log')
    expect(log.length).toBeLessThan(1.2e6)
    expect(log).toMatch(/\n… \d{6} lines \(\d+ bytes\) are left out here …\n/)
    expect(log).toMatch(/\tout\tanswer\n/)
    expect(JSON.stringify(played.history).length).toBeLessThan(200_000)
  })

  test.concurrent('a service that puts itself into the background is lost with its VM and finds its data on the next', async () => {
    const server =
      'use IO::Socket::INET; $s = IO::Socket::INET->new(Listen => 5, LocalPort => 7103, ReuseAddr => 1); while ($c = $s->accept) { unless (fork) { while (<$c>) { print $c $_ } exit } }'
    const service = {
      command: `date +%s%N >> $OUTLIVE_DATA/starts; cat $OUTLIVE_DATA/starts; setsid -f perl -e '${server}' > /dev/null 2>&1`,
      ready: { command: 'ss -ltn | grep -q :7103' },
    }
    const played = await playSteadily({
      ...scenario('failover', 0, { name: 'daemon', service, client: { command: 'perl ping.pl 7103 anew', cwd } }),
      presets: [
        {
          name: 'mscs-failover',
          as: 'failover',
          with: { heartbeatMs: 900, missedHeartbeats: 1, takeOverMs: 100, serviceStartMs: 500 },
        },
      ],
    })
    const { verdict, cause, why } = played.cell({ session: 'daemon' })
    const seen = played.history.filter(({ type }) => ['connected', 'said', 'migration-started', 'moved'].includes(type))
    const story = [why, ...seen.map((event) => JSON.stringify(event))].join('\n')
    expect({ verdict, owner: cause?.owner }, story).toEqual({ verdict: 'reconnected', owner: 'new stack' })
    expect(why).toMatch(/^ECONNRESET from the new stack .*, connected again /)
    const starts = played.output('failover-1MiB-daemon.service.log').trimEnd().split('\n')
    // The first machine said one, the second found it there and said two.
    expect(starts).toHaveLength(3)
  })

  // A request that was acknowledged and not answered at the freeze saves its client.
  test.concurrent('what a client said before it died is the cause, with what its kernel said', {
    retry: 2,
  }, async () => {
    const played = await playSteadily({
      ...scenario('dies', 6000, { name: 'own', service: prefork, client: ping }),
      profiles: [impatient],
    })
    const { verdict, cause, why } = played.cell({ session: 'own' })
    expect({ verdict, setting: cause?.setting, value: cause?.value }, why).toEqual({
      verdict: 'died',
      setting: 'net.ipv4.tcp_retries2',
      value: 3,
    })
    expect(cause?.evidence[0]).toMatch(/: ETIMEDOUT read: Connection timed out$/)
  })

  test.concurrent('a service that is never ready is given up in time, with its last lines', async () => {
    const service = { command: 'echo starting; echo still at it >&2; sleep 60', ready: { port: 7104, within: '1 s' } }
    await expect(play(scenario('never', 100, { name: 'own', service, client: ping }))).rejects.toThrow(
      /«echo starting.*» was not ready after 1 s: it does not listen on TCP port 7104; its last lines:\n {2}starting\n {2}still at it/,
    )
  })

  test.concurrent('a service that only its own VM can reach is told what to do', async () => {
    const command = `perl -MIO::Socket::INET -e '$s = IO::Socket::INET->new(Listen => 5, LocalAddr => "127.0.0.1", LocalPort => 7105); sleep 60'`
    const service = { command, ready: { within: '1 s' } }
    await expect(play(scenario('local', 100, { name: 'own', service, client: ping }))).rejects.toThrow(
      'it listens on 127.0.0.1:7105 only, where no client reaches it; let it listen on 0.0.0.0 or on $OUTLIVE_VM',
    )
  })

  test.concurrent('a service that does not exist is named', async () => {
    const service = { command: 'no-such-server -p 7000' }
    await expect(play(scenario('absent', 100, { name: 'own', service, client: ping }))).rejects.toThrow(
      /«no-such-server -p 7000» ended with status 127 before it was ready; its last lines:\n.*no-such-server: not found/,
    )
  })
})

/** Exchanges that ended while the VM was stopped. */
const exchangesDuring = ({ history }: Played, session: string): number[] => {
  const at = (act: EventOf<'freeze'>['act']): number =>
    history.find((event): event is EventOf<'freeze'> => event.type === 'freeze' && event.act === act)?.atMs ?? 0
  // What was on its way may still be printed.
  const [fromMs, toMs] = [at('stopped') + 100, at('continued')]
  const isMine = (event: HistoryEvent): event is EventOf<'exchanges'> =>
    event.type === 'exchanges' && event.cell.startsWith(`pause/1MiB/${session}/`)
  return history
    .filter(isMine)
    .flatMap(({ done }) => done.map(([endMs]) => endMs).filter((ms) => ms > fromMs && ms < toMs))
}
