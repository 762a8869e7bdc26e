/** Somebody answered on the VM's address who did not know the connection, and nobody in between: the VM's new network stack, or nobody knows who. */
import { type CauseRule, failureOf } from './cause.js'
import { failureLine, serviceLine, vmSocketLine } from './evidence.js'
import { silenceBefore, whenSeen } from './when.js'

export const resetCodes = ['ECONNRESET', 'EPIPE', 'ECONNREFUSED']

export const newStack: CauseRule = (cell) => {
  const failure = failureOf(cell)
  if (failure === undefined || !resetCodes.includes(failure.error.code ?? '')) return undefined
  if (cell.cell.plan.outcome !== 'replaced') return undefined
  const { code } = failure.error
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
    text: `${code} from the new stack on the address, ${whenSeen(failure.atMs, cell)}${habit}`,
  }
}

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
