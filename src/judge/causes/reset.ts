/** Somebody answered on the VM's address who did not know the connection, and nobody in between: the VM's new network stack, or nobody knows who. */
import type { EventOf } from '../../history.js'
import type { CellFacts } from '../facts.js'
import { type CauseRule, failureOf } from './cause.js'
import { failureLine, serviceLine, vmSocketLine } from './evidence.js'
import { silenceBefore, whenSeen } from './when.js'

export const resetCodes = ['ECONNRESET', 'EPIPE', 'ECONNREFUSED']

export const newStack: CauseRule = (cell, { run }) => {
  const failure = failureOf(cell)
  if (failure === undefined || cell.cell.plan.outcome !== 'replaced') return undefined
  if (!resetCodes.includes(failure.error.code ?? '') && !isUntold(cell, failure)) return undefined
  const { code } = failure.error
  if (run.engine === 'loopback') {
    return {
      owner: 'host',
      firedMs: failure.atMs,
      evidence: [failureLine(failure, cell)],
      text: `${code ?? failure.error.message}: the VM's process was killed, and this machine's kernel ended its connections at once`,
    }
  }
  const what =
    code === null
      ? `${failure.error.message}: the new stack on the address knows nothing of its connection`
      : `${code} from the new stack on the address`
  const connectsAnew = cell.cell.timers.reconnect?.value.some((each) => each === code) ?? false
  // What somebody's own program does after that shows in what it did.
  const habit = connectsAnew || cell.cell.command !== undefined ? '' : '; this client does not connect anew'
  const reboot = cell.vm.phases.find(({ planned }) => planned.kind === 'reboot')
  return {
    owner: 'new stack',
    firedMs: failure.atMs,
    evidence: [
      failureLine(failure, cell),
      ...(reboot === undefined ? [] : [`another network stack has the address: ${reboot.planned.because}`]),
    ],
    text: `${what}, ${whenSeen(failure.atMs, cell)}${habit}`,
  }
}

/** Somebody's own program puts a RST in words of its own, or keeps it to itself. */
const isUntold = ({ cell, vm }: CellFacts, { atMs, error }: EventOf<'failed'>): boolean =>
  cell.command !== undefined && error.code === null && vm.backMs !== undefined && atMs >= vm.backMs

export const reset: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure === undefined || !resetCodes.includes(failure.error.code ?? '')) return undefined
  const silence = silenceBefore(failure.atMs, cell)
  return {
    owner: 'unknown',
    firedMs: failure.atMs,
    pauseMs: silence && failure.atMs - silence.fromMs,
    evidence: [
      failureLine(failure, cell),
      ...cell.vmSockets.map((socket) => vmSocketLine(socket, cell)),
      ...cell.serviceSaw.map((event) => serviceLine(event, cell)),
    ],
    others: [
      {
        owner: 'service',
        setting: null,
        text: 'the service closed the connection: its side of the record would say that it ended',
      },
      {
        owner: 'server kernel',
        setting: null,
        text: "the VM's kernel gave up: the last words on its socket would show retransmissions",
      },
      {
        owner: 'middle box',
        setting: null,
        text: 'somebody in between sent it: the VM would still have the connection',
      },
    ],
    text: `${failure.error.code} ${whenSeen(failure.atMs, cell)}`,
  }
}
