/** A crowd: many sessions alike, held as one cell, each with a verdict of its own. */
import { z } from 'zod'
import type { Cell, Endpoint, SessionName, Shape } from '../cell.js'
import { rhythmOf } from '../predict/rhythm.js'
import { quote } from './quote.js'
import { duration } from './units.js'

/** Of a session of a crowd, ms. */
export type Every = number

/** Others need too much of a machine each, or one service for all. */
const crowdKinds = ['echo'] as const satisfies readonly SessionName[]
/** A service that pushes to thousands would be all that the machine does. */
const crowdShapes: readonly Shape[] = ['talking', 'idle']

const fewest = 2
/** Ports for services in a VM, and memory, end before that. */
export const mostInCrowd = 1_000_000

export const crowdSchema = z
  .strictObject({
    name: z.enum(crowdKinds, {
      error: ({ input }) => `${quote(input)} cannot be a crowd; only ${crowdKinds.join(', ')} can have a \`count\``,
    }),
    /** How many. */
    count: z.number().int().min(fewest).max(mostInCrowd),
    /** How often each of them exchanges something. Derived from how many there are when left out. */
    every: duration.optional(),
    endsOn: z.literal('guest', { error: 'a crowd ends in the guest; leave `endsOn` out' }).optional(),
  })
  .transform(({ name, count, every }): { session: string; endsOn: Endpoint; count: number; every?: Every } => ({
    session: name,
    endsOn: 'guest',
    count,
    ...(every !== undefined && { every }),
  }))

/** In words why a scenario with such shapes cannot have a crowd; nothing where it can. */
export const crowdRefused = (shapes: readonly Shape[]): string | undefined => {
  const not = shapes.find((shape) => !crowdShapes.includes(shape))
  return not && `a crowd cannot be ${not}; expected shapes like [${crowdShapes.join(', ')}], or no \`count\``
}

/**
 * Exchanges a second of all crowds of a run together: an exchange takes both its ends 0.25 to 0.43 ms of a core (`docs/size.md`), the more the more sessions there
 * are, so that is a quarter to less than half of what two cores do; and a machine that is busy with exchanges measures its own queues.
 */
const exchangesPerS = 2000

/** With how often each of a crowd exchanges, where the scenario does not say: the more there are, the more seldom. */
export const paced = (cells: readonly Cell[]): readonly Cell[] => {
  const all = cells.reduce((sum, { count = 0 }) => sum + count, 0)
  return cells.map((cell) => {
    if (cell.count === undefined || cell.paceMs !== undefined) return cell
    return { ...cell, paceMs: Math.max(rhythmOf(cell.session).paceMs, Math.ceil((all / exchangesPerS) * 1000)) }
  })
}
