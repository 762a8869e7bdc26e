/** An exchange is always due: whatever silence there is, one falls into it. */
import { type Shaped, talk, waited, wellSoFar } from './fate.js'

export const talking: Shaped = (world) => {
  const { address, rhythm, offset } = world
  const { paceMs, serviceMs } = rhythm
  let account = wellSoFar
  let dueMs = (offset - 1) * paceMs
  while (dueMs <= address.endMs) {
    const { answer, toMs, pausesMs } = address.at(dueMs, account.connectedMs)
    // Calm from here on.
    if (answer === 'service' && toMs === Number.POSITIVE_INFINITY) break
    const wantedMs = serviceMs + pausesMs
    const roomMs = answer === 'service' ? toMs - wantedMs - dueMs : -1
    if (roomMs >= 0) {
      account = waited(account, dueMs, dueMs + wantedMs)
      dueMs += (Math.floor(roomMs / paceMs) + 1) * paceMs
      continue
    }
    const told = talk(world, account, dueMs)
    if (told.doneMs === undefined) return told.account.fate
    account = told.account
    dueMs = Math.max(dueMs + paceMs, told.doneMs)
  }
  // After a takeover the next exchange finds out.
  return talk(world, account, dueMs).account.fate
}
