/**
 * A series: many VMs on several hosts, of which some are moved, one after another, until the hosts are loaded alike. Which
 * and where to is said by the rule in `series/balance.ts`; how each is moved by pre-copy. All VMs have the same memory and write
 * alike, so that each move takes as long:
 *
 *     load of VM i = first + (last − first) × i / (VMs − 1)      VM i starts on host i mod loaded hosts
 *     move n starts at n × (length of a move + gap)
 *
 * The rule may move a VM twice; its plan then has both moves.
 */
import { z } from 'zod'
import { UsageError } from '../errors.js'
import { type HostName, hostNames, type Phase, type Plan, planEndMs } from '../plan.js'
import { milliseconds } from './amount.js'
import { method } from './method.js'
import { precopy } from './precopy.js'
import { balance, type Cluster, type Move } from './series/balance.js'

const loadShare = z.number().min(0).max(1)

const parameters = z.strictObject({
  hosts: z.number().int().min(2).max(hostNames.length).describe('how many hosts there are'),
  vms: z.number().int().min(2).max(64).describe('how many VMs they have'),
  loadedHosts: z
    .number()
    .int()
    .min(1)
    .max(hostNames.length)
    .describe('VMs start on the first so many hosts, in turn; the others are empty'),
  firstLoadShare: loadShare.describe('what the first VM asks of what a host can carry'),
  lastLoadShare: loadShare.describe('what the last VM asks; those between lie evenly between'),
  imbalanceBelowShare: loadShare.describe(
    'the series ends when the standard deviation of the loads of the hosts is less than this, or no move lowers it',
  ),
  gapMs: milliseconds.optional().describe('time between the end of a move and the start of the next; 0 when left out'),
  ...precopy.parameters.shape,
})
type Parameters = z.infer<typeof parameters>

export const series = method({
  summary: 'many VMs on several hosts, moved one after another until the hosts are loaded alike',
  parameters,
  vms: ({ vms }) => vms,

  plan(given, { memoryMiB, number = 0 }) {
    const cluster = clusterOf(given)
    const place = cluster.places[number]
    if (place === undefined) throw new RangeError(`VM ${number}; expected 0 to ${given.vms - 1}`)
    const moves = balance(cluster, given.imbalanceBelowShare)
    const single = moves.length === 0 ? nothing : oneMove(given, memoryMiB)
    const everyMs = planEndMs(single) + Math.round(given.gapMs ?? 0)
    const own = [...moves.entries()].filter(([, { vm }]) => vm === number)
    const endsOn = own.at(-1)?.[1].to ?? place
    return {
      phases: own.flatMap(([nth, move]) => phasesOf(single, move, nth * everyMs, `move ${nth + 1} of ${moves.length}`)),
      outcome: endsOn === place ? 'here' : 'moved',
      startsOn: hostName(place),
    }
  },
})

const nothing: Plan = { phases: [], outcome: 'here' }

const hostName = (host: number): HostName => hostNames[host] ?? 'A'

/** @throws UsageError */
const clusterOf = ({ hosts, vms, loadedHosts, firstLoadShare, lastLoadShare }: Parameters): Cluster => {
  if (loadedHosts > hosts) {
    throw new UsageError(`VMs start on ${loadedHosts} of ${hosts} hosts; expected loadedHosts of at most ${hosts}`)
  }
  const numbers = Array.from({ length: vms }, (_, vm) => vm)
  return {
    hosts,
    loads: numbers.map((vm) => firstLoadShare + ((lastLoadShare - firstLoadShare) * vm) / (vms - 1)),
    places: numbers.map((vm) => vm % loadedHosts),
  }
}

/** @throws UsageError when the VM stays, so that hosts never become alike */
const oneMove = (given: Parameters, memoryMiB: number): Plan => {
  const plan = precopy.plan(given, { memoryMiB })
  if (plan.outcome === 'moved') return plan
  throw new UsageError(`no VM of the series is moved: ${plan.phases.at(-1)?.because}`)
}

const phasesOf = ({ phases }: Plan, { from, to, before, after }: Move, startMs: number, which: string): Phase[] => {
  const last = phases.findLastIndex(({ kind }) => kind === 'blackout')
  const why = `${which} (host ${hostName(from)} to ${hostName(to)}, imbalance ${inHundredths(before)} to ${inHundredths(after)})`
  return phases.map((phase, index) => ({
    ...phase,
    startMs: startMs + phase.startMs,
    ...(index === last && { to: hostName(to) }),
    because: index === 0 ? `${why}: ${phase.because}` : phase.because,
  }))
}

const inHundredths = (share: number): string => share.toFixed(2)
