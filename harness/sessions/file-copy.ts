/**
 * A file copied both ways over SFTP (`ssh2`, both ends), block by block: a pass writes a file to the VM, reads it back and compares SHA-256.
 * An exchange is one block. What a block holds follows from the session's id and the exchange's number, so a client that connects anew
 * writes the block that nobody acknowledged once more, and no harm is done if it was there already.
 */
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { promisify } from 'node:util'
import ssh2, { type SFTPWrapper } from 'ssh2'
import { type Connection, watchConnection } from './connection.js'
import { connected } from './echo.js'
import type { SessionKind } from './kind.js'
import { hostKey, serveSftp } from './sftp.js'

const { Client, Server, utils } = ssh2

const blockBytes = 16 * 1024
const blocksPerFile = 16
const exchangesPerPass = 2 * blocksPerFile

/** Where in which pass exchange `n` is: first all blocks are written, then all are read. */
const place = (n: number) => {
  const at = (n - 1) % exchangesPerPass
  return { pass: Math.floor((n - 1) / exchangesPerPass), writes: at < blocksPerFile, block: at % blocksPerFile }
}

const contentOf = (id: string, pass: number): Buffer =>
  createHash('shake256', { outputLength: blockBytes * blocksPerFile })
    .update(`${id} ${pass}`)
    .digest()

const blockOf = (content: Buffer, block: number): Buffer =>
  content.subarray(block * blockBytes, (block + 1) * blockBytes)

export const fileCopy: SessionKind = {
  summary: 'SFTP: files written and read back in blocks, checksums compared',
  port: 22,
  paceMs: 200,

  async serve({ host, port, dataDir }) {
    const server = new Server({ hostKeys: [hostKey(dataDir)] }, (client) => {
      client.on('authentication', (attempt) => attempt.accept())
      client.on('session', (accept) => accept().on('sftp', (acceptSftp) => serveSftp(acceptSftp(), dataDir)))
      client.on('error', () => client.end())
    })
    await once(server.listen(port, host), 'listening')
    return { close: async () => void server.close() }
  },

  client({ id, dial, broken }) {
    let connection: Connection | undefined
    let sftp: SFTPWrapper | undefined
    let file: { pass: number; handle: Buffer } | undefined
    let content = contentOf(id, 0)
    let readBack = createHash('sha256')
    let acknowledged = 0
    let corrupted = 0

    const answer = <Answer>(act: Promise<Answer>): Promise<Answer> => connected(connection).answer(act)
    const nameOf = (pass: number): string => `/${id}-${pass}`

    const connect = async (): Promise<void> => {
      const socket = await dial()
      connection = watchConnection(socket, broken)
      const ssh = new Client()
      ssh.on('error', () => {})
      file = undefined
      const ready = once(ssh, 'ready')
      ssh.connect({ sock: socket, username: 'outlive', password: '', readyTimeout: 0, keepaliveInterval: 0 })
      await answer(ready)
      sftp = await answer(promisify(ssh.sftp.bind(ssh))())
    }
    const open = async (pass: number): Promise<Buffer> => {
      if (file?.pass === pass) return file.handle
      const { READ, WRITE, CREAT } = utils.sftp.OPEN_MODE
      const ask = connected(sftp)
      const handle = await answer(
        new Promise<Buffer>((resolve, reject) => {
          ask.open(nameOf(pass), READ | WRITE | CREAT, (error, opened) => (error ? reject(error) : resolve(opened)))
        }),
      )
      file = { pass, handle }
      return handle
    }
    /** Shorter than a block where the file is. */
    const read = async (handle: Buffer, block: number): Promise<Buffer> => {
      const buffer = Buffer.alloc(blockBytes)
      const ask = connected(sftp)
      const length = await answer(
        new Promise<number>((resolve, reject) => {
          ask.read(handle, buffer, 0, blockBytes, block * blockBytes, (error, bytes) => {
            if (error === undefined || error === null) resolve(bytes)
            else if ((error as { code?: unknown }).code === utils.sftp.STATUS_CODE.EOF) resolve(0)
            else reject(error)
          })
        }),
      )
      return buffer.subarray(0, length)
    }
    const write = (handle: Buffer, block: number): Promise<void> =>
      answer(
        new Promise((resolve, reject) => {
          const bytes = blockOf(content, block)
          connected(sftp).write(handle, bytes, 0, blockBytes, block * blockBytes, (error) =>
            error ? reject(error) : resolve(),
          )
        }),
      )
    const remove = (pass: number): Promise<void> =>
      answer(new Promise((resolve) => connected(sftp).unlink(nameOf(pass), () => resolve())))

    return {
      connect,

      async exchange(n) {
        const { pass, writes, block } = place(n)
        const handle = await open(pass)
        if (writes) {
          if (block === 0) {
            content = contentOf(id, pass)
            readBack = createHash('sha256')
            // Disk use stays bounded, however long the run.
            if (pass > 0) await remove(pass - 1)
          }
          await write(handle, block)
        } else {
          readBack.update(await read(handle, block))
          const whole = block === blocksPerFile - 1
          if (whole && !readBack.digest().equals(createHash('sha256').update(content).digest())) corrupted++
        }
        acknowledged = n
      },

      async audit() {
        let lost = 0
        const { pass, writes, block: last } = place(acknowledged)
        if (connection === undefined || connection.socket.destroyed) await connect()
        const handle = await open(pass)
        for (let block = 0; acknowledged > 0 && block < (writes ? last + 1 : blocksPerFile); block++) {
          const found = await read(handle, block)
          if (found.length < blockBytes) lost++
          else if (!found.equals(blockOf(content, block))) corrupted++
        }
        return { acknowledged, lost, duplicated: 0, corrupted }
      },

      close: () => connection?.socket.destroy(),
    }
  },
}
