/** A server for the browser of whoever started it: read-only, on this machine alone unless asked otherwise. What it serves are the routes that it is given. */
import { createServer, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { WebSocketServer } from 'ws'
import type { Message } from '../live/format.js'
import { sendTo } from './browser.js'
import { newToken, refusal, refusalOfSocket } from './guard.js'
import { addressIn, loopback, namesOf } from './names.js'
import { strictPolicy } from './page.js'
import { targetOf } from './target.js'

export interface Answer {
  readonly type: 'text/html' | 'text/plain' | 'application/json'
  readonly body: string
  readonly status?: number
  /** Content-Security-Policy; nothing is allowed when left out. */
  readonly policy?: string
}

export interface Routes {
  /** What is at a path; `undefined` where there is nothing. */
  get(path: string, query: URLSearchParams): Answer | undefined
  /** What a page hears at `/frames`; nothing when left out. */
  readonly frames?: (send: (message: Message) => void) => () => void
}

export interface Server {
  /** With the token. */
  readonly url: string
  /** Resolves when browsers have got what was sent to them, or a second later. */
  close(): Promise<void>
}

/** A browser that does not answer for so long is gone. */
const pingEveryMs = 5000
/** How long browsers have to take what is still on its way when all is over. */
const farewellMs = 1000

/** @throws Error from the system when the port or the address cannot be had */
export const openServer = async (
  routes: Routes,
  { host = loopback, port = 0 }: { readonly host?: string; readonly port?: number } = {},
): Promise<Server> => {
  const known = { token: newToken(), names: namesOf(host) }
  const server = createServer((request, response) => {
    const refused = refusal(request, known)
    if (refused !== undefined) {
      return answer(response, { type: 'text/plain', body: `${refused.text}\n`, status: refused.status })
    }
    const { path, query } = targetOf(request.url)
    answer(response, found(routes, path, query), request.method === 'HEAD')
  })
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 1024, perMessageDeflate: false })
  server.on('upgrade', (request, socket, head) => {
    const refused = refusalOfSocket(request, known)
    if (refused !== undefined || targetOf(request.url).path !== '/frames' || routes.frames === undefined) {
      return refuseUpgrade(socket, refused?.status ?? 404)
    }
    const { frames } = routes
    sockets.handleUpgrade(request, socket, head, (browser) => {
      // What a page says is not listened to; one that says much is dropped by `ws`.
      browser.on('error', () => browser.terminate())
      const leave = frames(sendTo(browser))
      let isThere = true
      browser.on('pong', () => {
        isThere = true
      })
      const pinging = setInterval(() => {
        if (!isThere) return browser.terminate()
        isThere = false
        browser.ping()
      }, pingEveryMs)
      pinging.unref()
      browser.on('close', () => {
        clearInterval(pinging)
        leave()
      })
    })
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      resolve()
    })
  })
  const address = server.address()
  const got = typeof address === 'object' && address !== null ? address.port : port
  return {
    url: `http://${addressIn(host)}:${got}/?token=${known.token}`,
    async close() {
      const closed = [...sockets.clients].map(
        (browser) =>
          new Promise<void>((resolve) => {
            browser.once('close', () => resolve())
            browser.close(1000)
          }),
      )
      await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, farewellMs))])
      for (const browser of sockets.clients) browser.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}

/** A route that breaks is no reason to end: a record may be damaged. */
const found = (routes: Routes, path: string, query: URLSearchParams): Answer => {
  try {
    return routes.get(path, query) ?? { type: 'text/plain', status: 404, body: 'There is nothing here.\n' }
  } catch (error) {
    return { type: 'text/plain', status: 500, body: `${(error as Error).message}\n` }
  }
}

const answer = (
  response: ServerResponse,
  { type, body, status = 200, policy = strictPolicy }: Answer,
  headOnly = false,
): void => {
  response.writeHead(status, {
    'Content-Type': `${type}; charset=utf-8`,
    'Content-Length': Buffer.byteLength(body),
    'Content-Security-Policy': policy,
    'X-Content-Type-Options': 'nosniff',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    ...(status === 405 && { Allow: 'GET, HEAD' }),
  })
  response.end(headOnly ? undefined : body)
}

const refuseUpgrade = (socket: Duplex, status: number): void => {
  socket.on('error', () => {})
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`)
}
