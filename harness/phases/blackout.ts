import type { HostName } from '../../src/plan.js'
import type { Done } from '../turns.js'
import { type Playing, type PlayPhase, told } from './phase.js'

/**
 * The blackout: every process stopped and the wire silent, as one act, for as long as planned; then both back, on the host where the VM is
 * then. Which host, and whether it is the same machine at all, is the plan's outcome.
 *
 * The processes stop first, the wire follows in the same breath. The other way round, a process could answer into a dead wire; its kernel would
 * repeat that answer when the VM is back, and save a client that a real migration, which stops the machine before it leaves its
 * wire, does not save.
 *
 * All of it is asked for at once, and happens in this order: whoever does it waits for nobody, and we only hear of it.
 */
export const blackout: PlayPhase = async (playing) => {
  const { vm, plan, phase, next, to } = playing
  if (to !== undefined && plan.outcome === 'replaced') return replace(playing, to)
  const isFound = next?.kind !== 'path-repair'
  // What answers or holds keeps its place until the end.
  const leavesEarly = to !== undefined && phase.wire !== 'answer' && phase.wire !== 'hold'
  const all: Promise<unknown>[] = []

  all.push(told(playing, 'stopped', vm.freeze()), told(playing, 'cut', vm.silence(phase.wire)))
  if (leavesEarly) all.push(vm.depart())
  all.push(vm.lasts(phase.durationMs))
  const move = (): void => {
    if (to === undefined || leavesEarly) return
    all.push(vm.depart(), moved(playing, to, vm.arrive(to, isFound)))
  }
  // Before it runs, or what it says meanwhile would be lost; what was held is delivered where the network finds it.
  if (isFound) move()
  all.push(told(playing, 'plugged', leavesEarly ? vm.arrive(to, isFound) : vm.reconnect()))
  if (!isFound) move()
  const continued = told(playing, 'continued', vm.thaw())
  all.push(leavesEarly ? moved(playing, to, continued) : continued)
  await Promise.all(all)
}

/** The machine is lost, and after the blackout another one has its address. A machine that is lost must not say goodbye: its wire goes first. */
const replace = async (playing: Playing, to: HostName): Promise<void> => {
  const { vm, phase } = playing
  const cut = told(playing, 'cut', vm.silence(phase.wire))
  const over = vm.lasts(phase.durationMs)
  await cut
  await told(playing, 'stopped', vm.lose())
  vm.say('lost')
  await over
  const plugged = told(playing, 'plugged', vm.takeOver(to))
  await plugged
  vm.say('taken-over')
  await moved(playing, to, plugged)
}

const moved = async ({ vm, next, say }: Playing, to: HostName, there: Promise<Done>): Promise<void> => {
  await Promise.all([
    there.then(({ atMs }) => say({ type: 'moved', atMs, vm: vm.name, to: `host ${to}` })),
    // Otherwise the network has to find out: that is what the phase is about.
    next?.kind === 'path-repair' ? undefined : vm.announce(),
  ])
}
