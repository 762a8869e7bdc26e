import type { HostName } from '../../src/plan.js'
import { act, type Playing, type PlayPhase } from './phase.js'

/**
 * The blackout: every process stopped and the wire silent, as one act, for as long as planned; then both back, on the host where the VM is
 * then. Which host, and whether it is the same machine at all, is the plan's outcome.
 *
 * The processes stop first, the wire follows in the same breath. The other way round, a process could answer into a dead wire; its kernel would
 * repeat that answer when the VM is back, and save a client that a real migration, which stops the machine before it leaves its
 * wire, does not save.
 */
export const blackout: PlayPhase = async (playing) => {
  const { vm, plan, phase, next, to } = playing
  const isFound = next?.kind !== 'path-repair'
  const isLost = to !== undefined && plan.outcome === 'replaced'
  await Promise.all([
    // A machine that is lost must not say goodbye: its wire goes first.
    ...(isLost ? [] : [act(playing, 'stopped', () => vm.freeze())]),
    act(playing, 'cut', () => vm.silence(phase.wire)),
  ])
  const over = playing.lasted()
  if (isLost) return replace(playing, over, to)

  // What answers or holds keeps its place until the end.
  const leavesEarly = to !== undefined && phase.wire !== 'answer' && phase.wire !== 'hold'
  if (leavesEarly) vm.depart()
  await over
  const movesLate = to !== undefined && !leavesEarly
  const move = async (): Promise<void> => {
    if (!movesLate) return
    vm.depart()
    await vm.arrive(to, isFound)
    moved(playing, to)
  }
  // Before it runs, or what it says meanwhile would be lost; what was held is delivered where the network finds it.
  if (isFound) await move()
  await act(playing, 'plugged', () => (leavesEarly ? vm.arrive(to, isFound) : vm.reconnect()))
  if (!isFound) await move()
  await act(playing, 'continued', () => vm.thaw())
  if (leavesEarly) moved(playing, to)
}

/** The machine is lost, and after the blackout another one has its address. */
const replace = async (playing: Playing, over: Promise<void>, to: HostName): Promise<void> => {
  const { vm } = playing
  await act(playing, 'stopped', () => vm.lose())
  vm.say('lost')
  await over
  await act(playing, 'plugged', () => vm.takeOver(to))
  vm.say('taken-over')
  moved(playing, to)
}

const moved = ({ vm, next, clock, say }: Playing, to: HostName): void => {
  say({ type: 'moved', atMs: clock.now(), vm: vm.name, to: `host ${to}` })
  // Otherwise the network has to find out: that is what the phase is about.
  if (next?.kind !== 'path-repair') vm.announce()
}
