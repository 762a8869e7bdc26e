/**
 * A file copied both ways over SFTP (`ssh2`, both ends), block by block: a pass writes a file to the VM, reads it back and compares
 * SHA-256; the next pass overwrites it with another content. An exchange is one block. What a block holds follows from the session's id and
 * the exchange's number, so a client that connects anew opens the file again and writes the block that nobody acknowledged once more; no
 * harm is done if it was there already. Pushed is a file that grows in the VM and is followed over a second channel (`growing-file.ts`).
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'
import ssh2, { type SFTPWrapper } from 'ssh2'
import { connected, holdConnection } from './connection.js'
import { follow, serveGrowingFile } from './growing-file.js'
import type { SessionKind } from './kind.js'
import { listen } from './listen.js'
import { pushesOver } from './pushes.js'
import { hostKey, serveSftp } from './sftp.js'

const { Client, Server, utils } = ssh2

const blockBytes = 16 * 1024
const blocksPerFile = 16
const paceMs = 200

export const fileCopy: SessionKind = {
  summary: 'SFTP: files written and read back in blocks, checksums compared',
  port: 22,
  paceMs,

  async serve(at) {
    const server = new Server({ hostKeys: [hostKey(at.dataDir)] }, (client) => {
      client.on('authentication', (attempt) => attempt.accept())
      client.on('session', (accept) => {
        const session = accept()
        session.on('sftp', (acceptSftp) => {
          // Nothing, when a client asks twice on one channel.
          const sftp: SFTPWrapper | undefined = acceptSftp()
          if (sftp !== undefined) serveSftp(sftp, at.dataDir)
        })
        serveGrowingFile(session, paceMs)
      })
      client.on('error', () => client.end())
    })
    return listen(at, (socket) => server.injectSocket(socket))
  },

  client(to) {
    const connection = holdConnection(to)
    const pushCounts = { lost: 0, duplicated: 0, corrupted: 0 }
    const pushes = pushesOver(connection, pushCounts)
    let ssh: InstanceType<typeof Client> | undefined
    let sftp: SFTPWrapper | undefined
    let file: Buffer | undefined
    let unfollow = (): void => {}
    let pass = { number: 0, content: contentOf(to.id, 0), readBack: [] as Buffer[] }
    let acknowledged = 0
    // By their names, so that a block which is compared twice counts once.
    const lost = new Set<string>()
    const corrupted = new Set<string>()

    type Done<Answer> = (error: Error | null | undefined, answer: Answer) => void
    const ask = <Answer = unknown>(act: (server: SFTPWrapper, done: Done<Answer>) => void): Promise<Answer> =>
      connection.answer(
        new Promise((resolve, reject) =>
          act(connected(sftp), (error, answer) => (error ? reject(error) : resolve(answer))),
        ),
      )
    const open = async (): Promise<void> => {
      const { READ, WRITE, CREAT } = utils.sftp.OPEN_MODE
      file = await ask<Buffer>((server, done) => server.open(`/${to.id}`, READ | WRITE | CREAT, done))
    }
    const write = (block: number) =>
      ask((server, done) => {
        const bytes = blockOf(pass.content, block)
        server.write(connected(file), bytes, 0, bytes.length, block * blockBytes, done as () => void)
      })
    /** Shorter than a block where the file is. */
    const read = (block: number): Promise<Buffer> =>
      ask((server, done) => {
        const bytes = Buffer.alloc(blockBytes)
        server.read(connected(file), bytes, 0, blockBytes, block * blockBytes, (error, length) => {
          const atEnd = (error as { code?: unknown } | undefined)?.code === utils.sftp.STATUS_CODE.EOF
          done(atEnd ? undefined : error, bytes.subarray(0, atEnd ? 0 : length))
        })
      })
    const compare = (found: readonly Buffer[]): void => {
      const expected = found.map((_, block) => blockOf(pass.content, block))
      if (sha256(found) === sha256(expected)) return
      for (const [block, bytes] of found.entries()) {
        const name = `${pass.number} ${block}`
        if (bytes.length < blockBytes) lost.add(name)
        else if (!bytes.equals(blockOf(pass.content, block))) corrupted.add(name)
      }
    }
    const connect = async (): Promise<void> => {
      const sock = connection.open()
      unfollow = () => {}
      const opening = new Client().on('error', (error) => connection.fail(sock, error))
      ssh = opening
      const ready = once(opening, 'ready')
      opening.connect({ readyTimeout: 0, keepaliveInterval: 0, ...to.library, sock, username: 'outlive' })
      await connection.answer(ready)
      sftp = await connection.answer(promisify(opening.sftp.bind(opening))())
      sftp.on('error', () => {})
      await open()
    }

    return {
      connect,

      async exchange(n) {
        const { number, writing, block } = place(n)
        if (number !== pass.number) pass = { number, content: contentOf(to.id, number), readBack: [] }
        if (writing) await write(block)
        else pass.readBack[block] = await read(block)
        acknowledged = n
        if (!writing && block === blocksPerFile - 1) compare(pass.readBack)
      },

      async subscribe(from) {
        unfollow()
        pushes.expect(from)
        unfollow = await connection.answer(follow(connected(ssh), to.id, from, pushes))
      },

      pushed: pushes.next,

      async audit() {
        if (!connection.isOpen) await connect()
        // By its name, not by the handle, which would show a file that is gone.
        await open()
        const last = place(acknowledged)
        // A pass of which nothing is acknowledged yet has already overwritten the one before, which was compared at its end.
        const written = last.number < pass.number ? 0 : last.writing ? last.block + 1 : blocksPerFile
        compare(await Promise.all(Array.from({ length: written }, (_, block) => read(block))))
        return {
          acknowledged,
          lost: lost.size + pushCounts.lost,
          duplicated: pushCounts.duplicated,
          corrupted: corrupted.size + pushCounts.corrupted,
        }
      },

      close: connection.close,
    }
  },
}

/** Where in which pass exchange `n` is: first all blocks are written, then all are read. */
const place = (n: number) => {
  const at = n - 1
  const number = Math.floor(at / (2 * blocksPerFile))
  const inPass = at - number * 2 * blocksPerFile
  return { number, writing: inPass < blocksPerFile, block: inPass % blocksPerFile }
}

const contentOf = (id: string, pass: number): Buffer =>
  createHash('shake256', { outputLength: blockBytes * blocksPerFile })
    .update(`${id} ${pass}`)
    .digest()

const blockOf = (content: Buffer, block: number): Buffer =>
  content.subarray(block * blockBytes, (block + 1) * blockBytes)

const sha256 = (blocks: readonly Buffer[]): string => {
  const hash = createHash('sha256')
  for (const block of blocks) hash.update(block)
  return hash.digest('hex')
}
