/**
 * A plan says what a migration does to a VM and when, as plain data: it is computed by a method (`src/methods`), printed by
 * `outlive plan`, carried out by `harness/run.ts` and compared with what was achieved. All times are milliseconds.
 */

/** What becomes of packets sent to a VM while it is silent. `none`: the wire is left alone. */
export const wireModes = ['drop', 'hold', 'answer', 'reset', 'unreachable', 'none'] as const
export type WireMode = (typeof wireModes)[number]
/** Those of a VM that is silent. */
export const silentWires: readonly WireMode[] = wireModes.filter((mode) => mode !== 'none')

/**
 * How client machines reach VMs.
 * - `l2`: on one network, where a silent VM answers no ARP either.
 * - `routed`: by way of a router, which keeps what it knows of a VM's hardware address for hours.
 */
export const topologies = ['l2', 'routed'] as const
export type Topology = (typeof topologies)[number]

/**
 * - `brownout`: the VM runs, with `cpuShare` of its CPU.
 * - `blackout`: the VM is frozen; `wire` says what becomes of packets sent to it.
 * - `path-repair`: the VM runs, but the network has not found it yet.
 * - `reboot`: a new network stack has the address; it knows none of the old connections and answers them with a RST. The
 *   phase ends when the services listen again.
 */
export const phaseKinds = ['brownout', 'blackout', 'path-repair', 'reboot'] as const
export type PhaseKind = (typeof phaseKinds)[number]

/** Hosts by name; VMs start on `A` unless their plan says otherwise. */
export const hostNames = ['A', 'B', 'C', 'D'] as const
export type HostName = (typeof hostNames)[number]

export interface Phase {
  readonly kind: PhaseKind
  /** From the start of the migration. At least 0. */
  readonly startMs: number
  /** At least 0. */
  readonly durationMs: number
  readonly wire: WireMode
  /** Share of its CPU that the VM keeps, 0 to 1. 1 when left out. */
  readonly cpuShare?: number
  /** Length of one cycle of a brownout: the VM runs for its share of it, then is stopped. Not known when left out. */
  readonly periodMs?: number
  /** Of a blackout: the host that the VM is on when it ends. Left out, the last blackout of a VM that moves leads to host B, others nowhere. */
  readonly to?: HostName
  /** The arithmetic in words, so that a report can say why a phase was that long: "18.2 MB left at 1000 Mbit/s". */
  readonly because: string
}

export interface Plan {
  /** In order of `startMs`; they do not overlap. Empty for a VM that is not moved. */
  readonly phases: readonly Phase[]
  /**
   * What is on the address afterwards: `here` the same VM on the same host, `moved` the same VM on host B,
   * `replaced` another machine on host B with a new MAC and a new network stack, on the same shared disk.
   */
  readonly outcome: 'here' | 'moved' | 'replaced'
  /** The host that the VM is on before; `A` when left out. */
  readonly startsOn?: HostName
}

/** When the last phase ends, in ms from the start of the migration; 0 for an empty plan. */
export const planEndMs = (plan: Plan): number =>
  plan.phases.reduce((end, phase) => Math.max(end, phase.startMs + phase.durationMs), 0)

/** Stopping and continuing a VM takes 2 ms of the controller's time: a brownout's turns are not played shorter than this. */
const shortestTurnMs = 50

/** How long one turn of running and stopping lasts in a brownout, ms. */
export const turnMs = ({ periodMs = 0 }: Phase): number => Math.max(periodMs, shortestTurnMs)

/** The phases in which nothing can come back from the VM. */
export const blackoutsOf = (plan: Plan): readonly Phase[] => plan.phases.filter((phase) => phase.kind === 'blackout')

/** How long nothing comes back from the VM at a stretch, ms: a blackout, and the search for its new place that follows it. */
export const silencesOf = ({ phases }: Plan): readonly number[] =>
  phases.flatMap(({ kind, durationMs }, index) => {
    const next = phases[index + 1]
    if (kind !== 'blackout') return []
    return [durationMs + (next?.kind === 'path-repair' ? next.durationMs : 0)]
  })

/** The longest of them, ms; 0 for a plan without any. There may be more of them than a call can have arguments. */
export const longestSilenceMs = (plan: Plan): number => silencesOf(plan).reduce((most, ms) => Math.max(most, ms), 0)

/** The host that a phase takes the VM to; `undefined` where it stays. */
export const destinationOf = ({ phases, outcome }: Plan, index: number): HostName | undefined => {
  const to = phases[index]?.to
  if (to !== undefined || outcome === 'here') return to
  return index === phases.findLastIndex(({ kind }) => kind === 'blackout') ? 'B' : undefined
}
