/** The list of methods: the one place where a method is named. See `method.ts` for the contract and how to add one. */
import { failover } from './failover.js'
import { none } from './none.js'
import { precopy } from './precopy.js'
import { suspend } from './suspend.js'

export const methods = { none, precopy, suspend, failover } as const
export type MethodName = keyof typeof methods
