// Keeps connections open, since dialling is dear.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

/** A host that has not answered for so long is not waited for. */
const timeoutMs = 1500

export const openPool = (host, port) => {
  const idle = []

  const dial = async () => {
    const socket = connect({ host, port, noDelay: true })
    await once(socket, 'connect').catch((cause) => {
      throw new Error('no answer', { cause })
    })
    socket.on('error', () => {})
    return { socket, lines: createInterface({ input: socket }).on('error', () => {}) }
  }

  const asked = ({ socket, lines }, key) =>
    new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error('no answer')), timeoutMs)
      lines.once('line', (line) => {
        clearTimeout(late)
        resolve(line)
      })
      socket.write(`get ${key}\n`, (error) => error && reject(error))
    })

  return {
    async get(key) {
      const connection = idle.pop() ?? (await dial())
      try {
        return await asked(connection, key)
      } catch (error) {
        // Nobody knows what an answer that comes late would belong to.
        connection.socket.destroy()
        throw error
      } finally {
        if (!connection.socket.destroyed) idle.push(connection)
      }
    },
  }
}
