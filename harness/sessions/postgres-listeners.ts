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

/** @param listened is called when clients begin to listen to a channel; what it returns, when the last of them has gone */
export const postgresListeners = (listened: (channel: string) => () => void): Listeners => {
  const channels = new Map<string, { readonly clients: Set<Socket>; readonly end: () => void }>()

  /** The backend goes on listening when nobody does any more: an UNLISTEN could overtake the LISTEN of who comes next. */
  const add = (name: string, client: Socket): void => {
    // Who went before it was his turn has said so already.
    if (client.destroyed) return
    const channel = channels.get(name) ?? { clients: new Set(), end: listened(name) }
    channels.set(name, channel)
    if (channel.clients.has(client)) return
    channel.clients.add(client)
    client.on('close', () => {
      channel.clients.delete(client)
      if (channel.clients.size > 0) return
      channels.delete(name)
      channel.end()
    })
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
        for (const listener of channels.get(channelOf(message))?.clients ?? []) listener.write(message)
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
