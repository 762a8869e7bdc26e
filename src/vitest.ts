/**
 * outlive in Vitest: `test` has a `world` in which sessions are played, `expect` knows what may become of them.
 *
 * @example
 * import { expect, test } from 'outlive/vitest'
 *
 * test('our client outlives a pause of 8 s', async ({ world }) => {
 *   const session = world.session({ session: { name: 'ours', service: { command: 'node server.js' }, client: { command: 'node client.js' } } })
 *   await expect(session).toOutlive('8 s')
 * })
 */
import { expect as baseExpect, test as baseTest, vi } from 'vitest'
import { fellShort } from './agreement.js'
import type { CellResult } from './result.js'
import { parse } from './scenario/problem.js'
import { duration } from './scenario/units.js'
import {
  type Disturbance,
  mostPlays,
  openWorld,
  outlived,
  type Played,
  type TestedSession,
  type World,
} from './world.js'

/** A session in a world, not yet played. */
export interface WorldSession {
  play(disturbance: Disturbance): Promise<Played>
}

export interface TestWorld extends World {
  session(session: TestedSession): WorldSession
}

/** A VM boots, sessions talk, a pause lasts as long as it lasts. */
vi.setConfig({ testTimeout: 600_000, hookTimeout: 120_000 })

export const test = baseTest.extend<{ world: TestWorld }>({
  world: async ({ signal }, use) => {
    const world = openWorld({ signal })
    try {
      await use({ ...world, session: (session) => ({ play: (disturbance) => world.play(session, disturbance) }) })
    } finally {
      await world.close()
    }
  },
})

interface Result {
  readonly pass: boolean
  readonly message: () => string
}

/** Of what nothing can be said no test passes, and none fails for it. @throws Error that says why nothing can be said */
const verdictOn = (played: Played, what: string, holds: (cell: CellResult) => boolean): Result => {
  const unsaid = played.cells.find(({ verdict }) => verdict === 'inconclusive')
  if (unsaid !== undefined) {
    played.keep()
    throw new Error(
      `nothing can be said of ${unsaid.id}, in ${mostPlays} plays: ${unsaid.why}\nIts record: ${played.record}`,
    )
  }
  const wrong = played.cells.find((cell) => !holds(cell))
  const told = wrong ?? played.cells[0]
  if (wrong !== undefined) played.keep()
  return {
    pass: wrong === undefined,
    message: () =>
      [
        told === undefined ? what : `${told.id}: expected ${what}, came: ${told.verdict}`,
        ...(told?.shortfalls ?? []),
        ...(told === undefined ? [] : ['', played.story(told)]),
        `Its record: ${played.record}`,
      ].join('\n'),
  }
}

const msOf = (written: string): number => {
  const parsed = parse(duration, written)
  if (!parsed.success) throw new RangeError(parsed.error.issues[0]?.message)
  return parsed.data
}

const matchers = {
  async toOutlive(session: WorldSession, disturbance: Disturbance): Promise<Result> {
    return verdictOn(await session.play(disturbance), 'to outlive it', outlived)
  },
  async toStallFor(session: WorldSession, most: string, disturbance: Disturbance): Promise<Result> {
    const mostMs = msOf(most)
    const lives = (cell: CellResult): boolean => outlived(cell) && cell.longestStallMs <= mostMs
    return verdictOn(await session.play(disturbance), `to stall for at most ${most}`, lives)
  },
  async toDieOf(session: WorldSession, cause: string, disturbance: Disturbance): Promise<Result> {
    const dies = ({ verdict, cause: found }: CellResult): boolean =>
      verdict === 'died' && (found?.setting === cause || found?.owner === cause)
    return verdictOn(await session.play(disturbance), `to die of ${cause}`, dies)
  },
  async toMeetExpectations(played: Played | Promise<Played>): Promise<Result> {
    return verdictOn(await played, 'what the scenario expects', (cell) => !fellShort(cell))
  },
}

interface OutliveMatchers<Returned = unknown> {
  /** Its connection lives through it: `unaffected` or `stalled`. */
  toOutlive(disturbance: Disturbance): Promise<Returned>
  /** The same, and no exchange takes longer than `most`, like "12 s". */
  toStallFor(most: string, disturbance: Disturbance): Promise<Returned>
  /** It dies, and this is what decides: a setting (`net.ipv4.tcp_retries2`) or its owner (`client kernel`). */
  toDieOf(cause: string, disturbance: Disturbance): Promise<Returned>
  /** A scenario's run comes out as its `expect:` says. */
  toMeetExpectations(): Promise<Returned>
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: Vitest declares it so.
  interface Matchers<T = any> extends OutliveMatchers<T> {}
}

baseExpect.extend(matchers)

export const expect = baseExpect
