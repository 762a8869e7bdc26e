/** The list of causes, most telling first: the one place where one is named. */
import type { CauseRule } from './cause.js'
import { damagedData } from './damaged-data.js'
import { leftItsHost } from './left-its-host.js'
import { ownTimer } from './own-timer.js'
import { reset } from './reset.js'
import { retransmissionLimit } from './retransmission-limit.js'
import { unknown } from './unknown.js'

export const causes = {
  'damaged-data': damagedData,
  'own-timer': ownTimer,
  'left-its-host': leftItsHost,
  'retransmission-limit': retransmissionLimit,
  reset,
  unknown,
} satisfies Record<string, CauseRule>
