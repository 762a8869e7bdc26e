/**
 * LISTEN and NOTIFY for the clients of one shared backend: it listens for all of them and puts what it is notified of into the answer to whoever
 * happened to ask. Here that is taken out again, message by message, and goes to those who listen.
 */
import type { Socket } from 'node:net'

export interface Listeners {
  /** Hands out what the backend answered, to one of the service's own statements where there is no client. */
  deliver(answer: Buffer, sql?: string, client?: Socket): void
}

/** Of names that need care in SQL there are none among ours. */
const listening = /(?<=^|;)\s*listen\s+(?:"(?<quoted>[\w-]+)"|(?<plain>\w+))\s*(?=;|$)/gi
const listenedIn = (sql: string): string[] =>
  [...sql.matchAll(listening)].map(({ groups }) => groups?.quoted ?? groups?.plain?.toLowerCase() ?? '')

/**
 * @param begun is called when a channel gets its first listener
 * @param ended is called when it has lost its last
 */
export const postgresListeners = (begun: (channel: string) => void, ended: (channel: string) => void): Listeners => {
  const channels = new Map<string, Set<Socket>>()

  const add = (channel: string, client: Socket): void => {
    const clients = channels.get(channel) ?? new Set()
    // Who went before it was his turn has said so already.
    if (clients.has(client) || client.destroyed) return
    clients.add(client)
    client.on('close', () => {
      clients.delete(client)
      if (clients.size > 0) return
      channels.delete(channel)
      ended(channel)
    })
    if (clients.size > 1) return
    channels.set(channel, clients)
    begun(channel)
  }
  return {
    deliver(answer, sql = '', client) {
      const messages = messagesIn(answer)
      const own = messages.filter((message) => typeOf(message) !== notification)
      if (client !== undefined) {
        client.write(Buffer.concat(own))
        const done = own.every((message) => typeOf(message) !== failure)
        if (done) for (const channel of listenedIn(sql)) add(channel, client)
      }
      for (const message of messages.filter((message) => typeOf(message) === notification)) {
        for (const listener of channels.get(channelOf(message)) ?? []) listener.write(message)
      }
    },
  }
}

const notification = 'A'
const failure = 'E'
const typeOf = (message: Buffer): string => String.fromCharCode(message[0] ?? 0)

/** Each begins with a letter and its length, that of the letter left out. */
const messagesIn = (answer: Buffer): Buffer[] => {
  const messages: Buffer[] = []
  for (let at = 0; at < answer.length; at += messages.at(-1)?.length ?? 0) {
    messages.push(answer.subarray(at, at + 1 + answer.readInt32BE(at + 1)))
  }
  return messages
}

/** After letter, length and process id. */
const channelOf = (message: Buffer): string => message.toString('utf8', 9, message.indexOf(0, 9))
