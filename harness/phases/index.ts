/** The list of phases: the one place where what plays a phase is named. */
import type { PhaseKind } from '../../src/plan.js'
import { blackout } from './blackout.js'
import { brownout } from './brownout.js'
import type { PlayPhase } from './phase.js'

export const phases: Record<PhaseKind, PlayPhase> = {
  blackout,

  brownout,

  /** The VM runs, and the switch learns where it is only at the end. */
  async 'path-repair'({ vm, lasted }) {
    await lasted()
    await vm.announce()
  },

  /** The new machine's kernel answers for itself; its services are started at the end. */
  async reboot({ vm, lasted }) {
    await lasted()
    await vm.startServices()
    vm.say('ready')
  },
}
