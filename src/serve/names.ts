/** Under which names a server is known that listens on an address. */
import { hostname, networkInterfaces } from 'node:os'

export const loopback = '127.0.0.1'

/** `[::1]` for an address of version 6, as it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

export const namesOf = (host: string): ReadonlySet<string> => {
  const local = [loopback, 'localhost', '[::1]']
  if (host !== '0.0.0.0' && host !== '::') return new Set([...local, inUrl(host).toLowerCase()])
  const addresses = Object.values(networkInterfaces()).flatMap((each = []) => each.map(({ address }) => inUrl(address)))
  return new Set([...local, hostname().toLowerCase(), ...addresses])
}

export const isLocal = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host)
