/**
 * What a service does about connections that say nothing: asks whether somebody is there (SO_KEEPALIVE, with the times of its kernel), and closes those over
 * which nothing has come for too long, as PostgreSQL's idle_session_timeout and nginx' keepalive_timeout do.
 *
 * A stopped process's clock goes on; a suspended guest's does not. So time is counted here in short ticks: of a long one, in which the VM did not run,
 * a clock that stops counts only as much as a tick may take on a busy machine.
 */
import type { Socket } from 'node:net'
import type { Patience } from '../../src/guest.js'

const tickMs = 25
const longestTickMs = 250

/** @returns what is to be called with each connection; called off when the service ends */
export const watchPatiently = (patience: Patience | undefined, signal: AbortSignal): ((socket: Socket) => void) => {
  const { clock = 'stops', keepalive = false, idleTimeout } = patience ?? {}
  const heard = new Map<Socket, { bytes: number; atMs: number }>()
  let countedMs = 0
  if (idleTimeout !== undefined) {
    let lastMs = performance.now()
    const tick = (): void => {
      const now = performance.now()
      // What came since then came before the VM stopped, if it did: timers are looked at before sockets.
      const untilThenMs = countedMs
      countedMs += clock === 'jumps' ? now - lastMs : Math.min(now - lastMs, longestTickMs)
      lastMs = now
      for (const [socket, { bytes, atMs }] of heard) {
        if (socket.bytesRead !== bytes) heard.set(socket, { bytes: socket.bytesRead, atMs: untilThenMs })
        else if (countedMs - atMs >= idleTimeout.value) socket.destroy()
      }
    }
    const ticking = setInterval(tick, tickMs)
    signal.addEventListener('abort', () => clearInterval(ticking), { once: true })
  }
  return (socket) => {
    if (keepalive) socket.setKeepAlive(true)
    heard.set(socket, { bytes: 0, atMs: countedMs })
    socket.on('close', () => heard.delete(socket))
  }
}
