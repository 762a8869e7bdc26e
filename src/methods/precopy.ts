/**
 * Pre-copy: memory is copied while the VM runs, then what it wrote meanwhile, and so on, until a stop rule says that
 * the rest is small enough, or that it will not get smaller. Then the VM is stopped for the rest (after Clark et al.,
 * "Live Migration of Virtual Machines", NSDI 2005):
 *
 *     V0 = memory × (1 − zero share)      ti = Vi / bandwidth      Vi+1 = bytes written at least once in ti
 *     blackout = Vlast / bandwidth + fixed switch-over
 *
 * The stop rules are parameters, and the first one that holds stops the copying. VMotion: `switchOverGoalMs` 500, and
 * `slowToLinkShare` since 2011. QEMU: `switchOverGoalMs` 300, with `finalMbitPerS`, since its last copy is not
 * throttled. Hyper-V: `maxRounds` 10. Xen up to 4.5: `maxRounds` 30, `stopBelowKiB` 200 (50 pages),
 * `maxSentTimesMemory` 3, `stopWhenNotShrinking`; from 4.6 on `maxRounds` 5, `stopBelowKiB` 200.
 *
 * A VM that writes faster than the link carries is never copied. What comes then is the product's: it slows the VM,
 * gives up, or suspends whatever remains.
 */
import type { Phase } from '../plan.js'
import { bytesPerMiB, bytesPerMs, inMbitPerS, inMegabytes, inPercent, inSeconds, millionths, tenths } from './amount.js'
import { method } from './method.js'
import { pathRepair } from './path-repair.js'
import { type Parameters, parameters } from './precopy/parameters.js'
import { type Copying, copyUntilStopped, type Round, racing } from './precopy/rounds.js'

export const precopy = method({
  summary: 'memory is copied while the VM runs; it stops only for the rest',
  parameters,

  plan(given, { memoryMiB }) {
    const copying = copyUntilStopped(given, memoryMiB * bytesPerMiB)
    const stun = traceStun(given)
    const brownouts = copyPhases(given, copying, endOf(stun))
    const copied = [...stun, ...brownouts]
    if (copying.cancelled) return { phases: copied, outcome: 'here' }
    const switched = switchOver(given, copying, endOf(brownouts))
    if (switched.wire === 'hold') return { phases: [...copied, switched], outcome: 'here' }
    return {
      phases: [...copied, switched, ...pathRepair(endOf([switched]), given.announceDelayMs)],
      outcome: 'moved',
    }
  },
})

const endOf = (phases: readonly Phase[]): number => {
  const last = phases.at(-1)
  return last === undefined ? 0 : last.startMs + last.durationMs
}

const traceStun = ({ traceStunMs = 0 }: Parameters): readonly Phase[] =>
  traceStunMs === 0
    ? []
    : [
        {
          kind: 'blackout',
          startMs: 0,
          durationMs: Math.round(traceStunMs),
          wire: 'hold',
          because: `stunned for ${inSeconds(traceStunMs)} in its place, to trace what it writes from now on`,
        },
      ]

/** A phase for all rounds in a row in which the VM is equally slow. */
const copyPhases = (given: Parameters, { rounds, because, cancelled }: Copying, startMs: number): readonly Phase[] => {
  const groups: Round[][] = []
  for (const round of rounds) {
    const group = groups.at(-1)
    if (group?.[0]?.cpuShare === round.cpuShare) group.push(round)
    else groups.push([round])
  }
  let endMs = startMs
  return groups.map((group, index) => {
    const fromMs = endMs
    endMs += sum(group, 'ms')
    const start = Math.round(fromMs)
    const why = cancelled && index === groups.length - 1 ? `; ${because}` : ''
    return {
      kind: 'brownout',
      startMs: start,
      durationMs: Math.round(endMs) - start,
      wire: 'none',
      ...slowness(given, group[0]?.cpuShare ?? 1),
      because: `${copiedIn(given, group)}${why}`,
    }
  })
}

const sum = (rounds: readonly Round[], what: 'ms' | 'sentBytes'): number =>
  rounds.reduce((total, round) => total + round[what], 0)

const slowness = (
  { copyCpuShare, autoConverge = false, throttleRunMs = 10 }: Parameters,
  slowedTo: number,
): Pick<Phase, 'cpuShare' | 'periodMs'> => {
  if (slowedTo === 1) return copyCpuShare === undefined ? {} : { cpuShare: copyCpuShare }
  const cpuShare = millionths(slowedTo * (copyCpuShare ?? 1))
  return autoConverge ? { cpuShare, periodMs: tenths(throttleRunMs / slowedTo) } : { cpuShare }
}

const copiedIn = (given: Parameters, group: readonly Round[]): string => {
  const copied = `${inMegabytes(sum(group, 'sentBytes'))} copied in ${inRounds(group)} while the VM runs, at up to ${inMbitPerS(given.linkMbitPerS)}`
  const slowedTo = group[0]?.cpuShare ?? 1
  return slowedTo === 1 ? copied : `${copied}; slowed to ${inPercent(slowedTo)} of its CPU, since ${racing(given)}`
}

const inRounds = ({ length }: readonly Round[]): string => `${length} ${length === 1 ? 'round' : 'rounds'}`

const pageBytes = 4096

/** `hold` when it took too long: then the VM has not moved. */
const switchOver = (given: Parameters, copying: Copying, startMs: number): Phase => {
  const { rounds, leftBytes, because } = copying
  const { linkMbitPerS, finalMbitPerS = linkMbitPerS, switchOverMs, abortSwitchOverMs } = given
  const durationMs = Math.round(leftBytes / bytesPerMs(finalMbitPerS) + switchOverMs)
  const rest =
    `${leftBytes < pageBytes ? 'less than a page' : inMegabytes(leftBytes)} left after ${inRounds(rounds)} (${because}${whyNoLess(given, copying)}), sent at ${inMbitPerS(finalMbitPerS)}, ` +
    `and ${inSeconds(switchOverMs)} to switch over`
  const phase: Phase = { kind: 'blackout', startMs, durationMs, wire: 'drop', because: rest }
  if (abortSwitchOverMs === undefined || durationMs <= abortSwitchOverMs) return phase
  const givenUp = `${rest}, which would take ${inSeconds(durationMs)}; given up after ${inSeconds(abortSwitchOverMs)}, the VM goes on where it was`
  return { ...phase, durationMs: Math.round(abortSwitchOverMs), wire: 'hold', because: givenUp }
}

/** The last round left about as much as it sent: then no number of rounds would have helped. */
const whyNoLess = (given: Parameters, { rounds, leftBytes }: Copying): string =>
  leftBytes > 0.9 * (rounds.at(-1)?.sentBytes ?? 0) ? `: ${racing(given)}` : ''
