/** A session in each state that TCP has at the freeze: every byte is there afterwards, in its place, and the verdict is right. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Verdict } from '../../src/cell.js'
import { netnsMissing, type Played, play } from '../real/play.js'

const cwd = fileURLToPath(new URL('../real/fixtures/tcp-states', import.meta.url))

interface State {
  readonly verdict: Verdict
  /** What the client's kernel showed in the midst of the blackout, or the VM's at its end. */
  readonly client?: RegExp
  readonly server?: RegExp
  /** Nothing is due for so long; of the others the bytes that move say what was due. */
  readonly interval?: string
  /** Of those that make a connection for each question, the questions count. */
  readonly ticks?: true
}

const states: Readonly<Record<string, State>> = {
  'syn-sent': { verdict: 'stalled', client: /SYN-SENT retransmitting/, ticks: true },
  idle: { verdict: 'unaffected', client: /^ESTABLISHED no timer, 0 to send, 0 to read$/, interval: '10 s' },
  'to-server': { verdict: 'stalled', client: /^ESTABLISHED retransmitting, [1-9]\d* to send/ },
  'to-client': { verdict: 'stalled', server: /ESTABLISHED retransmitting, [1-9]\d* to send/ },
  'half-closed-by-client': { verdict: 'stalled', client: /^FIN-WAIT-2/, server: /CLOSE-WAIT retransmitting/ },
  'half-closed-by-server': { verdict: 'stalled', client: /^CLOSE-WAIT retransmitting/, server: /FIN-WAIT-2/ },
  'zero-window': { verdict: 'unaffected', client: /^ESTABLISHED probing, [1-9]\d* to send/, interval: '10 s' },
  unread: { verdict: 'unaffected', server: /ESTABLISHED no timer, 0 to send, 40000 to read/, interval: '10 s' },
  'fin-wait': { verdict: 'stalled', client: /^FIN-WAIT-1 retransmitting/ },
  'time-wait': { verdict: 'stalled', server: /TIME-WAIT/, ticks: true },
}

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let played: Played
  const beside = mkdtempSync(join(tmpdir(), 'outlive-test-'))
  afterAll(() => rmSync(beside, { recursive: true, force: true, maxRetries: 5 }))
  const env = { BESIDE: beside }
  const nothing = { command: 'true', ready: { command: 'true' } }
  const server = {
    command: 'perl urgent.pl server 7301 & exec node server.mjs',
    ready: { port: 7210 },
    cwd,
    env,
  }

  beforeAll(async () => {
    played = await play({
      name: 'tcp-states',
      presets: [{ name: 'pause', as: 'pause', with: { stunMs: 4000 } }],
      memory: ['1 MiB'],
      wire: 'drop',
      profiles: ['linux'],
      baseline: '1 s',
      // The control's clients have no blackout to wait for, and go on.
      settle: '12 s',
      sessions: [
        {
          name: 'urgent',
          service: server,
          client: { command: 'perl urgent.pl client 7301', cwd, exchange: { regex: '^tick' } },
        },
        ...Object.entries(states).map(([name, { interval, ticks }]) => ({
          name,
          service: nothing,
          client: {
            command: `node client.mjs ${name}`,
            cwd,
            env,
            ...(interval !== undefined && { exchange: { regex: '^tick', interval } }),
            ...(ticks && { exchange: { regex: '^tick' } }),
          },
        })),
      ],
    })
  })

  const said = (name: string): string => played.output(`pause-1MiB-${name}-talking-linux.client.log`)
  const line = (name: string, which: RegExp): string =>
    said(name)
      .split('\n')
      .map((each) => each.split('\t').at(-1) ?? '')
      .find((each) => which.test(each))
      ?.replace(which, '') ?? ''

  test.each(Object.entries(states))('%s', (name, { verdict, client = /.*/, server: atServer = /.*/ }) => {
    expect(line(name, /^exact: /), said(name)).toMatch(/^[1-9]\d{2,} bytes$/)
    expect(line(name, /^client in the blackout: /)).toMatch(client)
    expect(line(name, /^server at its end: /)).toMatch(atServer)
    expectVerdict(name, verdict)
  })

  /** Of a machine that was too busy nothing can be said, and it is said why. */
  const expectVerdict = (session: string, wanted: Verdict): void => {
    const { verdict, why } = played.cell({ session })
    if (verdict !== 'inconclusive') expect(verdict, why).toBe(wanted)
    else expect(why).toMatch(/did not run|planned blackout|control session|nobody can tell/)
  }

  test('urgent data', () => {
    expect(line('urgent', /^exact: /), said('urgent')).toMatch(/^\d+ bytes, \d+ of them urgent$/)
    expectVerdict('urgent', 'stalled')
  })
})
