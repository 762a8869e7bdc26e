/** On which TCP ports the processes of a VM listen, read from the kernel. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs'

export interface Listening {
  readonly port: number
  /** Only the VM itself can reach it. */
  readonly isLocal: boolean
}

/** @param apartFrom a process whose ports do not count */
export const listeningPorts = (apartFrom: number): readonly Listening[] => {
  const sockets = ['tcp', 'tcp6'].flatMap((table) => listed(`/proc/net/${table}`))
  const theirs = new Set(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && Number(name) !== apartFrom)
      .flatMap((pid) => [...socketsOf(Number(pid))]),
  )
  return sockets
    .filter(({ inode }) => theirs.has(inode))
    .map(({ address, port }) => ({ port, isLocal: /^(0100007F|0{24}01000000)$/.test(address) }))
}

/** TCP_LISTEN (linux, include/net/tcp_states.h), as the tables show it. */
const listen = '0A'

const listed = (table: string) =>
  read(table)
    .split('\n')
    .slice(1)
    .flatMap((line) => {
      const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/)
      const [address = '', port = ''] = local.split(':')
      return state === listen ? [{ address, port: Number.parseInt(port, 16), inode }] : []
    })

/** The inodes of the sockets that a process has open. */
export const socketsOf = (pid: number): ReadonlySet<string> => {
  const inodes = entries(`/proc/${pid}/fd`).flatMap((fd) => {
    const [, inode] = /^socket:\[(\d+)\]$/.exec(link(`/proc/${pid}/fd/${fd}`)) ?? []
    return inode === undefined ? [] : [inode]
  })
  return new Set(inodes)
}

/** A process may end, and a file may be closed, while it is looked at. */
const attempt = <Result>(look: () => Result, otherwise: Result): Result => {
  try {
    return look()
  } catch {
    return otherwise
  }
}
const entries = (folder: string): string[] => attempt(() => readdirSync(folder), [])
const link = (file: string): string => attempt(() => readlinkSync(file), '')
const read = (file: string): string => attempt(() => readFileSync(file, 'utf8'), '')
