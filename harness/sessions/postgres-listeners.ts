/**
 * LISTEN and NOTIFY for the clients of one shared backend: it listens for all of them and puts what it is notified of into the answer to whoever
 * happened to ask. Here that is taken out again, message by message, and goes to those who listen.
 */
import type { Socket } from 'node:net'

export interface Listeners {
  /** Hands out what the backend said to a message of this client's; to one of the service's own where there is no client. */
  deliver(answer: Buffer, client?: Socket): void
  /** This client has said this, and it was done. */
  heed(sql: string, client: Socket): void
}

/** Of names that need care in SQL there are none among ours. */
const listening = /(?<=^|;)\s*listen\s+"?([\w-]+)"?\s*(?=;|$)/gi

/**
 * @param begun is called when a channel gets its first listener
 * @param ended is called when it has lost its last
 */
export const postgresListeners = (begun: (channel: string) => void, ended: (channel: string) => void): Listeners => {
  const channels = new Map<string, Set<Socket>>()

  const add = (channel: string, client: Socket): void => {
    const clients = channels.get(channel) ?? new Set()
    if (clients.has(client)) return
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
    deliver(answer, client) {
      const messages = messagesIn(answer)
      const own = messages.filter((message) => !isNotification(message))
      if (own.length > 0) client?.write(Buffer.concat(own))
      for (const notification of messages.filter(isNotification)) {
        for (const listener of channels.get(channelOf(notification)) ?? []) listener.write(notification)
      }
    },
    heed(sql, client) {
      for (const [, channel = ''] of sql.matchAll(listening)) add(channel, client)
    },
  }
}

/** Each begins with a letter and its length, that of the letter left out. */
const messagesIn = (answer: Buffer): Buffer[] => {
  const messages: Buffer[] = []
  for (let at = 0; at < answer.length; at += messages.at(-1)?.length ?? 0) {
    messages.push(answer.subarray(at, at + 1 + answer.readInt32BE(at + 1)))
  }
  return messages
}

const isNotification = (message: Buffer): boolean => message[0] === 'A'.charCodeAt(0)

/** After letter, length and process id. */
const channelOf = (notification: Buffer): string => notification.toString('utf8', 9, notification.indexOf(0, 9))
