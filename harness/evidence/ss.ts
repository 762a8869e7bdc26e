/** What `ss -O` writes of one socket on one line (iproute2, misc/ss.c), read. */
import type { SampledSocket } from '../../src/history.js'

type Info = Readonly<Record<string, string>>

/** What tells of a socket's timers and its talk. */
const kept = new Set(
  'rto backoff rtt ato unacked retrans lost lastsnd lastrcv lastack bytes_sent bytes_retrans bytes_acked bytes_received notsent'.split(
    ' ',
  ),
)

/** `ESTAB 0 0 10.0.200.1:56560 10.0.0.1:7000 timer:(on,8.2sec,5) ts sack rto:9728 retrans:1/5 …`; `undefined` for what is no socket. */
export const readSocket = (line: string): SampledSocket | undefined => {
  const [state = '', , , local = '', remote = '', ...words] = line.trim().split(/\s+/)
  // A program that speaks IPv6 too, as a JVM does, has IPv4 addresses in it (RFC 4291, 2.5.5.2).
  const peer = remote.replace(/^\[::ffff:([\d.]+)\]/, '$1')
  const localPort = Number(/:(\d+)$/.exec(local)?.[1])
  if (!(localPort > 0) || !/:\d+$/.test(peer)) return undefined
  const timer = words.find((word) => word.startsWith('timer:('))?.slice('timer:('.length, -1)
  return { localPort, peer, state, ...(timer === undefined ? {} : { timer }), info: readInfo(words) }
}

/** `ts sack rto:9728 retrans:1/5` → { rto: '9728', retrans: '1/5' } */
const readInfo = (words: readonly string[]): Info =>
  Object.fromEntries(
    words.flatMap((word) => {
      const at = word.indexOf(':')
      const name = word.slice(0, Math.max(0, at))
      return kept.has(name) ? [[name, word.slice(at + 1)]] : []
    }),
  )
