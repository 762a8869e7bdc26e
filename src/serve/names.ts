/** Under which names a server is known that listens on an address. */
import { hostname, networkInterfaces } from 'node:os'

export const loopback = '127.0.0.1'

/** `[::1]` for an address of version 6, as it stands in a URL. */
export const inUrl = (host: string): string => (host.includes(':') ? `[${host}]` : host)

const isAny = (host: string): boolean => host === '0.0.0.0' || host === '::'

const addresses = () => Object.values(networkInterfaces()).flatMap((each = []) => each)

export const namesOf = (host: string): ReadonlySet<string> => {
  const local = [loopback, 'localhost', '[::1]']
  if (!isAny(host)) return new Set([...local, inUrl(host).toLowerCase()])
  return new Set([...local, hostname().toLowerCase(), ...addresses().map(({ address }) => inUrl(address))])
}

/** Where to find it: of a server that listens on all addresses, on one that others can reach. */
export const addressIn = (host: string): string =>
  isAny(host)
    ? inUrl(addresses().find(({ internal, family }) => !internal && family === 'IPv4')?.address ?? loopback)
    : inUrl(host)

export const isLocal = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|localhost|::1)$/.test(host)
