/**
 * A file that grows in the VM and is followed over SSH as `tail` does it: block after block comes over a channel of its own beside the one for SFTP.
 * What a block holds follows from the file's name and the block's number, so the file need not lie on a disk, nor fill it.
 */
import { createHash } from 'node:crypto'
import type { Client, ServerChannel, Session } from 'ssh2'
import type { Pushes } from './pushes.js'

/**
 * More than one segment, so a block may come in pieces. And small: ssh2 lets its peer send more after every megabyte, which is the only thing that
 * a client which follows says by itself; so it has said nothing for the first hundred seconds.
 */
const blockBytes = 2 * 1024
const headBytes = 12 + 64

/** Its number, the checksum of the rest, the rest. */
const blockOf = (name: string, n: number): Buffer => {
  const rest = createHash('shake256', { outputLength: blockBytes - headBytes })
    .update(`${name} ${n}`)
    .digest()
  const checksum = createHash('sha256').update(rest).digest('hex')
  return Buffer.concat([Buffer.from(`${n}`.padStart(12) + checksum), rest])
}

const commandFor = (name: string, from: number): string => `tail -c +${(from - 1) * blockBytes + 1} -f ${name}.log`

/** The service's half. */
export const serveGrowingFile = (session: Session, everyMs: number): void => {
  session.on('exec', (accept, reject, { command }) => {
    const [, firstByte, name] = /^tail -c \+(\d+) -f (\S+)\.log$/.exec(command) ?? []
    if (firstByte === undefined || name === undefined) return reject()
    let n = (Number(firstByte) - 1) / blockBytes + 1
    // None where the client asks twice on one channel.
    const channel: ServerChannel | undefined = accept()
    if (channel === undefined) return
    const growing = setInterval(() => channel.write(blockOf(name, n++)), everyMs)
    // A channel that is not read never says that it is closed.
    channel
      .on('error', () => {})
      .on('close', () => clearInterval(growing))
      .resume()
  })
}

/** The client's half. Resolves when the service has begun to follow, with what ends it. */
export const follow = (ssh: Client, name: string, from: number, pushes: Pushes): Promise<() => void> =>
  new Promise((resolve, reject) => {
    ssh.exec(commandFor(name, from), (error, channel) => {
      if (error) return reject(error)
      let bytes = Buffer.alloc(0)
      const take = (piece: Buffer): void => {
        bytes = Buffer.concat([bytes, piece])
        for (; bytes.length >= blockBytes; bytes = bytes.subarray(blockBytes)) {
          const block = bytes.subarray(0, blockBytes)
          const n = Number(block.toString('latin1', 0, 12))
          pushes.came(n, block.equals(blockOf(name, n)))
        }
      }
      channel.on('error', () => {}).on('data', take)
      resolve(() => {
        channel.off('data', take).resume()
        channel.close()
      })
    })
  })
