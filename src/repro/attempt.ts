/** One way in which a session may be disturbed, and a VM of its own to which that is done. */
import { inSeconds } from '../methods/amount.js'
import type { WireMode } from '../plan.js'
import type { ScenarioDocument } from '../scenario/scenario.js'

type PresetEntry = ScenarioDocument['presets'][number]

export interface Pauses {
  readonly kind: 'pause'
  /** How long the VM is away, ms. */
  readonly ms: number
  readonly wire: WireMode
  /** How often it is away, one time after the other. */
  readonly times: number
  /** How long after the base line the first begins: at which moment of what the session does, ms. */
  readonly afterMs: number
}

export interface Move {
  readonly kind: 'move'
  /** As a scenario names it. */
  readonly preset: string | Exclude<PresetEntry, string>
  readonly memory: string
  /** How long the VM is silent or gone, ms. */
  readonly ms: number
  /** How long the whole of it takes, ms. */
  readonly takesMs: number
}

/** How long it takes, ms. */
export const tookMs = (attempt: Attempt): number =>
  attempt.kind === 'move' ? attempt.takesMs : attempt.ms * attempt.times

/** `repeat`: from 1 on, the same once more. */
export type Attempt = (Pauses | Move) & { readonly repeat: number }

/** Between two pauses a VM runs for so long, ms: long enough for a session to go on. */
export const betweenMs = 2000

/** As a scenario says it. */
export const written = (attempt: Attempt): Pick<ScenarioDocument, 'presets' | 'memory' | 'wire'> => {
  if (attempt.kind === 'move') return { presets: [attempt.preset], memory: [attempt.memory] }
  const { ms, wire, times, afterMs } = attempt
  const again = times === 1 ? {} : { furtherStuns: times - 1, betweenMs }
  const parameters = { stunMs: ms, ...(afterMs > 0 && { afterMs }), ...again }
  return { presets: [{ name: 'pause', as: 'pause', with: parameters }], memory: ['1 GiB'], ...mode(wire) }
}

const mode = (wire: WireMode): Pick<ScenarioDocument, 'wire'> => (wire === 'none' ? {} : { wire })

/** Unique among attempts, and a name that a VM can have. */
export const labelOf = (attempt: Attempt): string => {
  const again = attempt.repeat > 1 ? [`${attempt.repeat}`] : []
  if (attempt.kind === 'move')
    return [nameOf(attempt), attempt.memory, ...again]
      .join('-')
      .toLowerCase()
      .replaceAll(/[^a-z0-9]+/g, '-')
  const { ms, wire, times, afterMs } = attempt
  return [`pause-${ms}ms`, wire, ...(times > 1 ? [`${times}-times`] : []), `at-${afterMs}ms`, ...again].join('-')
}

/** "a pause of 4.1 s, packets dropped" */
export const inWords = (attempt: Attempt): string => {
  if (attempt.kind === 'move') return `${nameOf(attempt)} with ${attempt.memory}`
  const { ms, wire, times } = attempt
  const packets = wire === 'drop' ? 'packets to it lost' : wire === 'hold' ? 'packets to it held' : `wire ${wire}`
  return `${times === 1 ? 'a pause' : `${times} pauses`} of ${inSeconds(ms)}, ${packets}`
}

const nameOf = ({ preset }: Move): string => (typeof preset === 'string' ? preset : (preset.as ?? preset.name))

/** What is to be believed first: one pause rather than several, lost packets rather than held ones, a pause rather than a product's whole migration. */
export const simplicity = (attempt: Attempt): number =>
  attempt.kind === 'move' ? 100 : (attempt.times - 1) * 10 + (attempt.wire === 'drop' ? 0 : 1)

/** Whether they differ in their length or in the moment alone. */
export const isLike = (one: Attempt, other: Attempt): boolean =>
  one.kind === 'pause' && other.kind === 'pause'
    ? one.wire === other.wire && one.times === other.times
    : one.kind === 'move' &&
      other.kind === 'move' &&
      labelOf({ ...one, repeat: 1 }) === labelOf({ ...other, repeat: 1 })
