/** Whether a VM is moved by QEMU itself or its plan is carried out phase by phase, and what its memory is filled with. */
import type { Plan } from '../../src/plan.js'
import type { Size } from '../engines/engine.js'
import type { QemuMachine } from './machine.js'
import type { MemoryLoad } from './messages.js'
import { moves } from './moves/index.js'
import { type Moving, numberOf } from './moves/move.js'

/** What a guest has at the least: its kernel, Node and the services. */
export const leastMemoryMiB = 256
/** What these need for themselves. */
const ownMiB = 160

/** A VM that is to be smaller than a guest can be stands for a pause, whatever its memory: its plan is played, and the guest is as large as it must be. */
const isReal = ({ memoryMiB, move }: Size, plan: Plan): boolean =>
  move !== undefined &&
  memoryMiB >= leastMemoryMiB &&
  moves[move.method] !== undefined &&
  // Who comes back to where it was has not been anywhere, but for a copy that was cancelled.
  (plan.outcome !== 'here' || move.method === 'precopy') &&
  plan.phases.every(({ kind, wire }) => kind !== 'blackout' || wire === 'drop')

export const memoryOf = ({ memoryMiB }: Size): number => Math.max(memoryMiB, leastMemoryMiB)

/** Makes ready what can be before the migration: the guest's memory is full and being written, and QEMU waits on the other host. */
export const realMove = async (
  size: Size,
  plan: Plan,
  around: Omit<Moving, 'plan' | 'parameters' | 'memoryMiB' | 'signal'>,
): Promise<((signal: AbortSignal) => Promise<void>) | undefined> => {
  const { move, memoryMiB } = size
  const make = move && moves[move.method]
  if (make === undefined || !isReal(size, plan)) return undefined
  const { parameters } = move ?? { parameters: {} }
  if (plan.outcome !== 'replaced') await around.guest.writeMemory(loadOf(parameters, memoryMiB))
  // A host that is suspended to has nothing ready.
  const ready: QemuMachine | undefined =
    move?.method === 'suspend' || move?.method === 'restart' ? undefined : await around.room('B')
  const room: Moving['room'] = ready === undefined ? around.room : async () => ready
  return (signal) => make({ ...around, room, plan, parameters, memoryMiB, signal })
}

const loadOf = (parameters: Moving['parameters'], memoryMiB: number): MemoryLoad => ({
  fillMiB: Math.floor((memoryMiB - ownMiB) * (1 - (numberOf(parameters, 'zeroShare') ?? 0))),
  hotMiB: numberOf(parameters, 'hotSetMiB') ?? 0,
  hotMBPerS: numberOf(parameters, 'hotDirtyMBPerS') ?? 0,
  coldMBPerS: numberOf(parameters, 'coldDirtyMBPerS') ?? 0,
})
