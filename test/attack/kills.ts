/** Kills one process of a run, of a given kind, at a given moment, and says whether the run's record tells of it. */
import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import type { Verdict } from '../../src/cell.js'
import { ground, groundOfGuests, groundWithQueues } from './ground.js'
import { type Role, replaceable, roleOf } from './processes.js'
import { type Besieged, besiege, complaintsOf, type Ground, type Siege, wrongIn } from './siege.js'

/** Who is in one kind of run only. */
const groundsOf: Partial<Record<Role, Ground>> = {
  'host process': { scenario: groundWithQueues },
  'hand of the queues': { scenario: groundWithQueues },
  QEMU: { scenario: groundOfGuests, args: ['--engine', 'qemu'] },
}

export interface Kill {
  readonly role: Role
  /** Of a run, from 0 to 1. */
  readonly moment: number
  /** Which of those that there are. */
  readonly which: number
}

/** A run is divided into so many. */
const moments = 10_000

/** Each kind in turn, so that each is killed about as often; when and which one is chance. */
export const killsOf = (roles: readonly Role[], count: number, seed: number): Kill[] =>
  fc
    .sample(fc.noBias(fc.tuple(fc.nat(moments), fc.nat(1000))), { numRuns: count, seed })
    .map(([moment, which], n) => ({ role: roles[n % roles.length] as Role, moment: moment / moments, which }))

export interface Killed {
  readonly kill: Kill
  /** Its command; nothing where there was none of its kind any more. */
  readonly command: string | undefined
  readonly wrong: readonly string[]
  readonly complaints: readonly string[]
  readonly siege: Siege
}

export const killIn = async (
  kill: Kill,
  right: Readonly<Record<string, Verdict>>,
  args: readonly string[] = [],
): Promise<Killed> => {
  const usual: Ground = groundsOf[kill.role] ?? { scenario: ground }
  let command: string | undefined
  let eventsBefore = 0
  let wasNeeded = false
  const siege = await besiege({ ...usual, args: [...(usual.args ?? []), ...args] }, async (run) => {
    await run.reach(kill.moment)
    const victim = await victimOf(kill, run)
    if (victim === undefined) return
    const before = run.history()
    try {
      process.kill(victim.pid, 'SIGKILL')
      command = victim.command
    } catch {
      // It ended before we came.
    }
    eventsBefore = before.split('\n').length - 1
    wasNeeded = !before.includes('"type":"asked"') && !before.includes('"type":"run-ended"')
  })
  const ofCommand = kill.role === 'command'
  const complaints = complaintsOf(siege, ofCommand)
  const isTold = !wasNeeded || replaceable.has(kill.role) || tells(siege, eventsBefore)
  return {
    kill,
    command,
    wrong: wrongIn(siege, right),
    complaints: [
      ...complaints,
      ...(command === undefined || isTold ? [] : [`nobody says that it was killed: ${siege.said.slice(-300)}`]),
    ],
    siege,
  }
}

/** As soon as there is one. */
const victimOf = async ({ role, which }: Kill, run: Besieged) => {
  for (; !run.isOver; await sleep(20)) {
    const alike = run.processes().filter((process) => roleOf(process) === role && process.state !== 'Z')
    if (alike.length > 0) return alike[which % alike.length]
  }
  return undefined
}

/** An event after it that speaks of an end, or a history that breaks off; where there is none, the command's own words. */
const tells = ({ history, said, status }: Siege, from: number): boolean => {
  if (history.length === 0) return status === 137 || /ended by SIGKILL|ended with status|ended by somebody/.test(said)
  if (history.at(-1)?.type !== 'run-ended') return true
  return history
    .slice(from)
    .some((event) => /SIGKILL|status 137|ended|not done after/.test(JSON.stringify(textIn(event))))
}

/** What an event says in words. */
const textIn = (event: object): unknown => {
  const { type, text, detail, signal, reason } = event as Record<string, unknown>
  return type === 'run-ended' && reason === 'finished'
    ? undefined
    : { text, detail, signal, type: type === 'ended' ? signal : undefined }
}
