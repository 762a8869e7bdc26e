/** The list of methods: the one place where a method is named. See `method.ts` for the contract and how to add one. */
import { failover } from './failover.js'
import { none } from './none.js'
import { postcopy } from './postcopy.js'
import { precopy } from './precopy.js'
import { restart } from './restart.js'
import { series } from './series.js'
import { storage } from './storage.js'
import { stun } from './stun.js'
import { suspend } from './suspend.js'

export const methods = { none, precopy, postcopy, suspend, storage, failover, restart, stun, series } as const
export type MethodName = keyof typeof methods
