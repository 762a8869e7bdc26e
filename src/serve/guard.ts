/**
 * Who may look: only who has the address that was printed. A page of another site can make a browser send requests here, by address or by a name
 * of its own that leads here (DNS rebinding); it knows no token, its Host is a foreign name, and its Origin is itself.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { targetOf } from './target.js'

export const newToken = (): string => randomBytes(16).toString('base64url')

export interface Refusal {
  readonly status: number
  /** A plain word on what to do. */
  readonly text: string
}

type Asked = Pick<IncomingMessage, 'method' | 'url' | 'headers'>

/** @param names under which this server is known: host names without a port, since a tunnel may have another one */
export const refusal = (
  { method, url, headers }: Asked,
  { token, names }: { readonly token: string; readonly names: ReadonlySet<string> },
): Refusal | undefined => {
  if (method !== 'GET' && method !== 'HEAD') return { status: 405, text: 'Nothing can be changed here: only GET.' }
  if (!names.has(hostName(headers.host))) {
    return { status: 403, text: 'This is not an address of this server: use the one that outlive printed.' }
  }
  if (headers.origin !== undefined && headers.origin !== `http://${headers.host}`) {
    return { status: 403, text: 'Pages of other sites may not look at this: use the address that outlive printed.' }
  }
  const given = targetOf(url).query.get('token')
  if (given === null || !isSame(given, token)) {
    return { status: 403, text: 'The token is missing or of another run: use the whole address that outlive printed.' }
  }
  return undefined
}

/** Of a WebSocket an origin is asked for: browsers always send one. */
export const refusalOfSocket = (asked: Asked, known: Parameters<typeof refusal>[1]): Refusal | undefined =>
  asked.headers.origin === undefined
    ? { status: 403, text: 'Only the page of this server may listen.' }
    : refusal(asked, known)

/** `localhost` of "localhost:8080", `[::1]` of "[::1]:8080". */
const hostName = (host = ''): string => host.toLowerCase().replace(/:\d+$/, '')

/** Takes the same time whatever is given. */
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token))

const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
