/** Changes of a client machine's neighbour table as its kernel tells them: whom it asks by ARP, who answered, and who did not. */
import { readLines } from './lines.js'

export interface SeenNeighbour {
  readonly address: string
  /** REACHABLE, STALE, DELAY, PROBE, INCOMPLETE, FAILED, or DELETED. */
  readonly state: string
  readonly mac?: string
}

/** @param enter how to get into the namespace. @returns how it ended, which nobody asked of it */
export const watchNeighbours = (enter: readonly string[], seen: (neighbour: SeenNeighbour) => void): Promise<string> =>
  readLines([...enter, 'stdbuf', '-oL', 'ip', '-4', 'monitor', 'neigh'], (line) => {
    const neighbour = readNeighbour(line)
    if (neighbour !== undefined) seen(neighbour)
  }).ended

/** `10.0.0.1 dev eth0 lladdr 02:00:0a:00:00:01 REACHABLE`, `10.0.0.1 dev eth0 FAILED`; «Deleted …» for one that is forgotten. */
export const readNeighbour = (line: string): SeenNeighbour | undefined => {
  const match = /^(Deleted )?(\d+(?:\.\d+){3}) dev \S+ (?:lladdr (\S+) )?(?:.* )?([A-Z]+)\s*$/.exec(line)
  if (match === null) return undefined
  const [, deleted, address = '', mac, state = ''] = match
  return { address, state: deleted ? 'DELETED' : state, ...(mac === undefined ? {} : { mac }) }
}
