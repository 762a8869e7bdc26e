/**
 * The blackout: the wire silent and every process stopped, as one act, for as long as planned; then both back, on the host where the VM
 * is then. Which host, and whether it is the same machine at all, is the plan's outcome.
 *
 * The wire is cut before the processes are stopped: were it the other way round, the VM's kernel could acknowledge a request in between,
 * and a client whose request is acknowledged has nothing to retransmit and cannot die of it.
 */
import { act, type Playing, type PlayPhase } from './phase.js'

export const blackout: PlayPhase = async (playing) => {
  const { vm, plan, phase, last } = playing
  await act(playing, 'cut', () => vm.silence(phase.wire))
  const over = playing.lasted()
  if (last && plan.outcome === 'replaced') return replace(playing, over)

  await act(playing, 'stopped', () => vm.freeze())
  const moves = last && plan.outcome === 'moved'
  // A wire that stays open keeps its place until the very end.
  if (moves && phase.wire !== 'answer') vm.depart()
  await over
  if (moves && phase.wire === 'answer') vm.depart()
  await act(playing, 'plugged', () => (moves ? vm.arrive() : vm.reconnect()))
  await act(playing, 'continued', () => vm.thaw())
  if (moves) moved(playing)
}

/** The machine is lost, and after the blackout another one has its address. */
const replace = async (playing: Playing, over: Promise<void>): Promise<void> => {
  const { vm } = playing
  await act(playing, 'stopped', () => vm.lose())
  vm.say('lost')
  await over
  await act(playing, 'plugged', () => vm.takeOver())
  vm.say('taken-over')
  moved(playing)
}

const moved = ({ vm, next, clock, say }: Playing): void => {
  say({ type: 'moved', atMs: clock.now(), vm: vm.name, from: 'host A', to: 'host B' })
  // Otherwise the network has to find out: that is what the phase is about.
  if (next?.kind !== 'path-repair') vm.announce()
}
