/**
 * The attack on ourselves. Wrong is a verdict other than `inconclusive` that the same session never gets in runs that are left in peace. None may be, nothing may hang, the record is to
 * say what happened, and nothing may stay behind. Figures are printed: docs/attack.md has them.
 */
import { afterAll, describe, expect, test } from 'vitest'
import { groupBy } from '../../src/group-by.js'
import { ground, groundWithQueues, rightVerdicts } from '../attack/ground.js'
import { type Kill, type Killed, killIn, killsOf } from '../attack/kills.js'
import { type Trouble, troubles } from '../attack/machine.js'
import { roles } from '../attack/processes.js'
import { sideBySide } from '../attack/side-by-side.js'
import { besiege, complaintsOf, type Siege, wrongIn } from '../attack/siege.js'
import { netnsMissing, qemuMissing } from '../real/play.js'

const kills = Number(process.env.OUTLIVE_KILLS ?? 200)
/** A guest takes long to boot. */
const guestKills = Math.ceil(kills / 20)
const seed = Number(process.env.OUTLIVE_SEED ?? Date.now() % 1e9)
/** Two cores play so many side by side without being too busy to say anything. */
const most = 3
/** Each trouble comes at so many moments of a run. */
const moments = [0.3, 0.45, 0.6, 0.75]
const hours = (count: number): number => count * 3_600_000

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, { retry: 0 }, () => {
  let verdicts = 0
  const wrong: string[] = []
  const judge = (siege: Siege): void => {
    verdicts += Object.keys(siege.verdicts).length
    wrong.push(...wrongIn(siege, rightVerdicts))
  }

  test('left in peace, sessions come to the same each time', { timeout: hours(0.2) }, async () => {
    const scenarios = [...Array<typeof ground>(6).fill(ground), ...Array<typeof ground>(3).fill(groundWithQueues)]
    const sieges = await sideBySide(scenarios, most, (scenario) => besiege({ scenario }, async () => {}))
    expect(sieges.flatMap((siege) => [...complaintsOf(siege), ...wrongIn(siege, rightVerdicts)])).toEqual([])
    console.table([{ 'left in peace': sieges.length, ...saidOf(sieges) }])
  })

  afterAll(() => {
    console.log(`${verdicts} verdicts on sessions of attacked runs, wrong: ${wrong.length}`)
    for (const each of wrong) console.log(`  ${each}`)
  })

  const killEach = async (some: readonly Kill[], atOnce: number, args: readonly string[]): Promise<void> => {
    const results = await sideBySide(some, atOnce, async (kill) => {
      const killed = await killIn(kill, rightVerdicts, args)
      judge(killed.siege)
      console.log(inBrief(killed))
      return killed
    })
    console.table([...groupBy(results, ({ kill }) => kill.role)].map(([role, some]) => tally(role, some)))
    expect(
      results.flatMap(({ kill, complaints }) => complaints.map((each) => `${JSON.stringify(kill)}: ${each}`)),
    ).toEqual([])
    expect(wrong).toEqual([])
  }

  test(`a process is killed, ${kills} times (seed ${seed})`, { timeout: hours(1) }, () => {
    const victims = roles.filter((role) => role !== 'QEMU')
    return killEach(killsOf(victims, kills, seed), most, ['--pcap'])
  })

  test.skipIf(qemuMissing !== '')(`QEMU is killed, ${guestKills} times ${qemuMissing}`, { timeout: hours(0.3) }, () =>
    killEach(killsOf(['QEMU'], guestKills, seed), 1, []),
  )

  test.each(Object.entries<Trouble>(troubles))('%s', { timeout: hours(0.2) }, async (name, trouble) => {
    const { ground, make, says = /^/, kills } = trouble
    const sieges = await sideBySide(make === undefined ? [0] : moments, most, (moment) =>
      besiege(ground, async (run) => make?.(run, moment)),
    )
    for (const siege of sieges) {
      judge(siege)
      const whys = Object.values(siege.verdicts).map(({ why }) => why)
      expect([siege.said, ...whys].join('\n')).toMatch(says)
    }
    const statuses = [...new Set(sieges.map(({ status }) => status))].join(', ')
    console.table([{ trouble: name, times: sieges.length, statuses, ...saidOf(sieges) }])
    expect(sieges.flatMap((siege) => complaintsOf(siege, kills))).toEqual([])
    expect(wrong).toEqual([])
  })
})

const saidOf = (sieges: readonly Siege[]) => {
  const all = sieges.flatMap(({ verdicts }) => Object.values(verdicts))
  const inconclusive = all.filter(({ verdict }) => verdict === 'inconclusive').length
  const wrong = sieges.flatMap((siege) => wrongIn(siege, rightVerdicts)).length
  return { verdicts: all.length, inconclusive, wrong }
}

const inBrief = ({ kill: { role, moment }, command, siege, wrong, complaints }: Killed): string =>
  [
    `${role} at ${moment.toFixed(3)}: ${command === undefined ? 'none' : 'killed'}, status ${siege.status}`,
    `${Math.round(siege.tookMs / 1000)} s, ${JSON.stringify(saidOf([siege]))}`,
    ...wrong,
    ...complaints,
  ].join('; ')

const tally = (role: string, some: readonly Killed[]) => ({
  killed: role,
  times: some.filter(({ command }) => command !== undefined).length,
  ...saidOf(some.map(({ siege }) => siege)),
  complaints: some.flatMap(({ complaints }) => complaints).length,
})
