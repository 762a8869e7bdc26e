/**
 * Which VM goes where, so that hosts are loaded alike: the greedy hill climbing of VMware DRS (Gulati et al., "VMware
 * Distributed Resource Management: Design, Implementation, and Lessons Learned", VMware Technical Journal 1(1), 2012,
 * Algorithm 1, from memory):
 *
 *     imbalance = standard deviation over all hosts of (loads of its VMs / its capacity)
 *     while it is not below the threshold: of all moves of one VM to another host, the one that lowers it most, if any does
 */

export interface Cluster {
  /** At least 1. */
  readonly hosts: number
  /** Of each VM, as a share of what a host can carry; all hosts are alike. */
  readonly loads: readonly number[]
  /** The host that each VM is on, from 0 on. */
  readonly places: readonly number[]
}

export interface Move {
  readonly vm: number
  readonly from: number
  readonly to: number
  /** The imbalance before and after it. */
  readonly before: number
  readonly after: number
}

/** The standard deviation of the loads of the hosts, 0 when they are all alike. */
export const imbalanceOf = (cluster: Cluster): number => deviation(onHosts(cluster))

/** What each host has to carry. */
const onHosts = ({ hosts, loads, places }: Cluster): readonly number[] => {
  const sums = Array.from({ length: hosts }, () => 0)
  for (const [vm, host] of places.entries()) sums[host] = (sums[host] ?? 0) + (loads[vm] ?? 0)
  return sums
}

const deviation = (loads: readonly number[]): number => {
  const mean = loads.reduce((sum, load) => sum + load, 0) / loads.length
  return Math.sqrt(loads.reduce((sum, load) => sum + (load - mean) ** 2, 0) / loads.length)
}

/** The moves one after another; the imbalance falls with each. Of moves that are equally good, the first VM's to the first host. */
export const balance = (cluster: Cluster, below: number): readonly Move[] => {
  const moves: Move[] = []
  let now = cluster
  while (imbalanceOf(now) >= below) {
    const best = bestMove(now)
    if (best === undefined) break
    moves.push(best)
    now = { ...now, places: now.places.with(best.vm, best.to) }
  }
  return moves
}

/** Less is no help, but the error of an addition. */
const leastGain = 1e-9

const bestMove = (cluster: Cluster): Move | undefined => {
  const { hosts, loads, places } = cluster
  const now = onHosts(cluster)
  const before = deviation(now)
  let best: Move | undefined
  for (const [vm, from] of places.entries()) {
    const load = loads[vm] ?? 0
    for (let to = 0; to < hosts; to++) {
      if (to === from) continue
      const after = deviation(now.with(from, (now[from] ?? 0) - load).with(to, (now[to] ?? 0) + load))
      if (after < (best?.after ?? before) - leastGain) best = { vm, from, to, before, after }
    }
  }
  return best
}
