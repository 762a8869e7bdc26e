/** Causes of death of somebody's own programs, for real: what only they have, or only they can say. */
import { dirname } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { netnsMissing, type Played, playSteadily } from '../real/play.js'
import { base, fixture, pause } from './scaled-down.js'

const cwd = dirname(fixture('programs/none'))
const exchange = { regex: '^answer' }
const nothing = { command: 'true', ready: { command: 'true' } }
const prefork = { command: 'exec perl prefork.pl', ready: { log: '50 children' }, cwd }

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let played: Played
  beforeAll(async () => {
    played = await playSteadily({
      ...base,
      name: 'programs',
      presets: [pause(4500)],
      profiles: ['linux'],
      sessions: [
        {
          name: 'pool',
          service: { command: 'node postgres.mjs', cwd, ready: { port: 5432, within: '1 min' } },
          client: { command: 'node pool.mjs', cwd, exchange },
        },
        {
          name: 'liar',
          service: prefork,
          // It says so of a connection of which its kernel knows nothing of the kind.
          client: { command: 'perl watchdog.pl 7101 "Connection reset by peer"', cwd, exchange },
        },
        {
          name: 'watchdog',
          service: nothing,
          client: { command: 'perl watchdog.pl 7101 "no answer, giving up"', cwd, exchange },
        },
      ],
    })
  })

  test('a place in a pool, by the option of its library', () => {
    const { verdict, cause } = played.cell({ session: 'pool' })
    expect({ verdict, cause }).toMatchObject({
      verdict: 'died',
      cause: { owner: 'library', setting: 'connectionTimeoutMillis (pg-pool)' },
    })
    expect(cause?.value).toBeGreaterThan(1400)
    expect(cause?.value).toBeLessThan(2500)
    expect(cause?.evidence.join()).toContain('timeout exceeded when trying to connect')
  })

  test('an error that nothing bears out is unknown, with all that was seen and what would tell', () => {
    const { verdict, cause } = played.cell({ session: 'liar' })
    expect({ verdict, cause }).toMatchObject({ verdict: 'died', cause: { owner: 'unknown', setting: null } })
    expect(cause?.evidence.join()).toContain('Connection reset by peer')
    expect(cause?.others.map(({ owner }) => owner)).toEqual(['service', 'server kernel', 'middle box'])
  })

  test('a program that ends by itself has its status and its last words', () => {
    const { verdict, cause, why } = played.cell({ session: 'watchdog' })
    expect({ verdict, cause }).toMatchObject({ verdict: 'died', cause: { owner: 'client program', setting: null } })
    expect(why).toMatch(/ended with status 4: no answer, giving up, 2\.\d s into the blackout/)
    expect(cause?.firedAtMs).toBeGreaterThan(1900)
    expect(cause?.evidence.join()).toContain('status 4')
  })
})
