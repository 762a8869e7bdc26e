/** The client's program ended although nobody asked it to: with a status, by a signal, with last words. What became of its sessions nobody knows. */
import type { CauseRule } from './cause.js'
import { at } from './evidence.js'
import { whenSeen } from './when.js'

export const clientProgram: CauseRule = (cell) => {
  const { clientLost } = cell
  if (clientLost === undefined) return undefined
  const { atMs, detail } = clientLost
  const [how = '', ...lastWords] = detail.split('\n')
  return {
    owner: 'client program',
    firedMs: atMs,
    evidence: [`${at(atMs, cell)}: the client process ${how}`, ...lastWords],
    text: `its client process ${how}, ${whenSeen(atMs, cell)}`,
  }
}
