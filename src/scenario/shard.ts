/** A part of a scenario, so that several machines play one each. */
import { UsageError } from '../errors.js'
import type { ResolvedScenario } from './scenario.js'

export interface Shard {
  /** From 1 to `of`. */
  readonly number: number
  readonly of: number
}

/** Which shard a record has, and of what. */
export interface ShardOf extends Shard {
  /** The ids of all cells of the whole, in its order. */
  readonly whole: readonly string[]
}

/**
 * "2/5", or "5" alone where Kubernetes says which: an indexed Job counts its pods from 0 in JOB_COMPLETION_INDEX.
 *
 * @throws UsageError with what was expected
 */
export const readShard = (written: string, environment: Readonly<Record<string, string | undefined>>): Shard => {
  const [, first = '', second] = /^\s*(\d+)\s*(?:\/\s*(\d+)\s*)?$/.exec(written) ?? []
  const index = environment.JOB_COMPLETION_INDEX
  if (first !== '' && second === undefined && index === undefined) {
    throw new UsageError(
      `--shard ${written}: which of them? Expected 2/${first}, or JOB_COMPLETION_INDEX in the environment`,
    )
  }
  const number = second === undefined ? Number(index) + 1 : Number(first)
  const of = Number(second ?? first)
  if (first === '' || !(number >= 1 && number <= of)) {
    throw new UsageError(
      `--shard ${written}: expected 1/5 to 5/5${index === undefined ? '' : `; JOB_COMPLETION_INDEX is ${index}`}`,
    )
  }
  return { number, of }
}

/** Every so-many-th VM with all its sessions, and the control. @throws UsageError when there are fewer VMs than shards */
export const shardOf = (scenario: ResolvedScenario, { number, of }: Shard): ResolvedScenario => {
  const vms = [...new Set(scenario.cells.filter(({ control }) => !control).map(({ vm }) => vm))]
  if (vms.length < of) {
    throw new UsageError(
      `--shard ${number}/${of}: the scenario has ${vms.length} VMs to share out; expected at most ${vms.length} shards`,
    )
  }
  const mine = new Set(vms.filter((_, index) => index % of === number - 1))
  const cells = scenario.cells.filter(({ vm, control }) => control || mine.has(vm))
  return { ...scenario, cells, shard: { number, of, whole: scenario.cells.map(({ id }) => id) } }
}
