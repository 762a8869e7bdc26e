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
export const imbalanceOf = ({ hosts, loads, places }: Cluster): number => {
  const onHosts = Array.from({ length: hosts }, () => 0)
  for (const [vm, host] of places.entries()) onHosts[host] = (onHosts[host] ?? 0) + (loads[vm] ?? 0)
  const mean = onHosts.reduce((sum, load) => sum + load, 0) / hosts
  return Math.sqrt(onHosts.reduce((sum, load) => sum + (load - mean) ** 2, 0) / hosts)
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
  const before = imbalanceOf(cluster)
  let best: Move | undefined
  for (const [vm, from] of cluster.places.entries()) {
    for (let to = 0; to < cluster.hosts; to++) {
      const after = imbalanceOf({ ...cluster, places: cluster.places.with(vm, to) })
      if (after < (best?.after ?? before) - leastGain) best = { vm, from, to, before, after }
    }
  }
  return best
}
