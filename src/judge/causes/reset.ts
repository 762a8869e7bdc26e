/** Somebody answered on the VM's address and did not know the connection. */
import { type CauseRule, deathOf, seconds, whenSeen } from './cause.js'

const codes = ['ECONNRESET', 'EPIPE', 'ECONNREFUSED']

export const reset: CauseRule = (cell) => {
  const death = deathOf(cell)
  if (death === undefined || !codes.includes(death.error.code ?? '')) return undefined
  const start = cell.vm.startedMs ?? 0
  const replaced = cell.cell.plan.outcome === 'replaced'
  return {
    owner: replaced ? 'new stack' : 'service',
    setting: null,
    value: null,
    firedAtMs: death.atMs - start,
    evidence: [
      `at ${seconds(death.atMs - start)}, during ${death.during}: ${death.error.code} (${death.error.message})`,
    ],
    text: replaced
      ? `${death.error.code} from the new stack on the address, ${whenSeen(death.atMs, cell)}; this client does not connect anew`
      : `${death.error.code} ${whenSeen(death.atMs, cell)}`,
  }
}
