/** The list of moves that QEMU makes itself. A method that is not here is played from its plan, phase by phase, with a real guest. */
import type { RealMove } from './move.js'
import { postcopy } from './postcopy.js'
import { precopy } from './precopy.js'
import { restart } from './restart.js'
import { suspend } from './suspend.js'

export const moves: Readonly<Record<string, RealMove | undefined>> = { precopy, postcopy, suspend, restart }
