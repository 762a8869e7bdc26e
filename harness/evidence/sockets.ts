/**
 * The kernel's last words on every TCP socket of a namespace: one long-lived `ss -E` prints its TCP_INFO at the moment it is
 * destroyed. That is the cause of death as the kernel itself saw it, and costs nothing while nothing dies.
 */
import { execa } from 'execa'

type Info = Readonly<Record<string, string>>

/** @param enter how to get into the namespace. */
export const watchSockets = (enter: readonly string[], seen: (localPort: number, info: Info) => void): void => {
  const [file = '', ...args] = [...enter, 'stdbuf', '-oL', 'ss', '-E', '-tinomH']
  const child = execa(file, args, { stdin: 'ignore', buffer: false, reject: false, cleanup: false })
  let rest = ''
  let port: number | undefined
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (!line.startsWith('\t')) port = portOf(line)
      else if (port !== undefined) seen(port, parseTcpInfo(line))
    }
  })
}

/** `UNCONN 0 7960 10.0.0.3:56560 10.0.0.2:7000` → 56560 */
const portOf = (line: string): number | undefined => {
  const port = line
    .trim()
    .split(/\s+/)
    .at(3)
    ?.match(/:(\d+)$/)?.[1]
  return port === undefined ? undefined : Number(port)
}

/** ` ts sack rto:9728 lastsnd:9984 retrans:1/5 …` → { rto: '9728', lastsnd: '9984', retrans: '1/5' … } */
export const parseTcpInfo = (line: string): Info =>
  Object.fromEntries(
    line
      .trim()
      .split(/\s+/)
      .flatMap((word) => {
        const at = word.indexOf(':')
        return at > 0 ? [[word.slice(0, at), word.slice(at + 1)]] : []
      }),
  )
