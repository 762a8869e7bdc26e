/**
 * The client's kernel gave up on a segment that nobody acknowledged: ETIMEDOUT, and the socket's last TCP_INFO shows retransmissions.
 * What kills is not the giving up but the last retransmission: when it falls into the silence, the session dies even if the VM is long
 * back when the kernel gives up (linux, net/ipv4/tcp_timer.c, tcp_write_timeout).
 */
import { type CauseRule, deathOf, seconds, whenSeen } from './cause.js'

const setting = 'net.ipv4.tcp_retries2'

export const retransmissionLimit: CauseRule = (cell, { run }) => {
  const death = deathOf(cell)
  if (death?.error.code !== 'ETIMEDOUT' || death.during === 'connect' || death.timer !== undefined) return undefined
  const start = cell.vm.startedMs ?? 0
  const socket = cell.sockets.findLast(({ atMs }) => Math.abs(atMs - death.atMs) < 1000)
  const retransmissions = Number(socket?.info.retrans?.split('/')[1] ?? 0)
  if (socket === undefined || retransmissions === 0) return undefined
  const value = run.profiles[cell.cell.profile]?.sysctls[setting]?.value ?? null
  const lastSentMs = socket.atMs - Number(socket.info.lastsnd ?? 0)
  const silent = cell.vm.phases.findLast((phase) => phase.silent !== undefined)?.silent
  const backMs = silent?.toMs
  const margin =
    backMs !== undefined && lastSentMs < backMs ? `, ${seconds(backMs - lastSentMs)} before the VM was back` : ''
  const limit = value === null ? setting : `tcp_retries2=${value}`
  return {
    owner: 'client kernel',
    setting,
    value,
    firedAtMs: death.atMs - start,
    evidence: [
      `at ${seconds(death.atMs - start)}: ${death.error.code} (${death.error.message})`,
      `ss -E, port ${socket.localPort}: retrans:${socket.info.retrans} lastsnd:${socket.info.lastsnd} rto:${socket.info.rto} lastrcv:${socket.info.lastrcv}`,
    ],
    text: `client kernel gave up (${limit}) ${whenSeen(death.atMs, cell)}; its last retransmission left ${whenSeen(lastSentMs, cell)}${margin}`,
  }
}
