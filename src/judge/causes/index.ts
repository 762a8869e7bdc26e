/** The list of causes, most telling first: the one place where one is named. */

import { backedOff } from './backed-off.js'
import type { CauseRule } from './cause.js'
import { programConnectsAnew, programEnded } from './client-program.js'
import { damagedData } from './damaged-data.js'
import { halfOpen } from './half-open.js'
import { hostUnreachable } from './host-unreachable.js'
import { icmpUnreachable } from './icmp-unreachable.js'
import { keepalive } from './keepalive.js'
import { leftItsHost } from './left-its-host.js'
import { libraryTimer } from './library-timer.js'
import { middleBox } from './middle-box.js'
import { ownTimer } from './own-timer.js'
import { pathRepair } from './path-repair.js'
import { blackout, brownout } from './pause.js'
import { queue } from './queue.js'
import { newStack, reset } from './reset.js'
import { retransmissionLimit } from './retransmission-limit.js'
import { retryLimit } from './retry-limit.js'
import { serverBackedOff } from './server-backed-off.js'
import { serverKernel } from './server-kernel.js'
import { serviceEnded } from './service-ended.js'
import { serviceProgram } from './service-program.js'
import { synRetries } from './syn-retries.js'
import { unknown } from './unknown.js'
import { unknownStall } from './unknown-stall.js'
import { userTimeout } from './user-timeout.js'

/** What ended a session, or the connection that it had before it connected anew. */
export const endings = {
  'damaged-data': damagedData,
  'own-timer': ownTimer,
  'library-timer': libraryTimer,
  'retry-limit': retryLimit,
  'left-its-host': leftItsHost,
  'service-program': serviceProgram,
  'half-open': halfOpen,
  'middle-box': middleBox,
  'new-stack': newStack,
  'server-kernel': serverKernel,
  'service-ended': serviceEnded,
  'syn-retries': synRetries,
  'icmp-unreachable': icmpUnreachable,
  'host-unreachable': hostUnreachable,
  'user-timeout': userTimeout,
  'retransmission-limit': retransmissionLimit,
  keepalive,
  reset,
  'program-ended': programEnded,
  'program-connects-anew': programConnectsAnew,
  unknown,
} satisfies Record<string, CauseRule>

/** What the longest stall of a session came from whose connection lived. */
export const stalls = {
  'path-repair': pathRepair,
  'backed-off': backedOff,
  'server-backed-off': serverBackedOff,
  queue,
  blackout,
  brownout,
  unknown: unknownStall,
} satisfies Record<string, CauseRule>
