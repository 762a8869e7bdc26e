/**
 * A method is how a VM is moved: a pure function from a product's parameters and the VM's memory to a plan. To add one, copy
 * `none.ts` to `src/methods/<method>.ts` and name it in `index.ts`; validation of presets, the CLI's choices and the contract
 * test follow from that list.
 */
import type { z } from 'zod'
import { UsageError } from '../errors.js'
import { type Plan, planEndMs } from '../plan.js'

/** What a plan depends on besides the method's own parameters. */
export interface Vm {
  /** Configured memory in MiB, above 0. */
  readonly memoryMiB: number
  /** Which of the VMs that are moved together, from 0 on; the first when left out. */
  readonly number?: number
}

export interface Method<Parameters extends z.ZodObject = z.ZodObject> {
  readonly summary: string
  /** Every parameter with its unit in its name, its range, and a description that says what it is. */
  readonly parameters: Parameters
  /** How many VMs one migration of this kind concerns, each with a plan of its own on their common clock; 1 when left out. */
  vms?(parameters: z.infer<Parameters>): number
  plan(parameters: z.infer<Parameters>, vm: Vm): Plan
}

/** No timer, here or elsewhere, runs for longer: 24.8 days, in milliseconds. */
const longestMs = 2 ** 31 - 1

/** Gives `plan` the type of the parameters that the schema beside it describes, and refuses what could not be played. */
export const method = <Parameters extends z.ZodObject>(definition: Method<Parameters>): Method<Parameters> => ({
  ...definition,

  plan(parameters, vm) {
    const plan = definition.plan(parameters, vm)
    const endMs = planEndMs(plan)
    if (endMs <= longestMs) return plan
    const days = Math.round(endMs / 86_400_000)
    throw new UsageError(`it would take ${days} days, and 24 are the most; expected less memory or a faster line`)
  },
})
