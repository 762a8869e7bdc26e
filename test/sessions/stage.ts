/** What the tests of session kinds stand on: a service here or in a process of its own, a client, and a wire between them that can be cut. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, onTestFinished } from 'vitest'
import { type SessionKindName, sessionKinds } from '../../harness/sessions/index.js'
import type { SessionClient, SessionKind } from '../../harness/sessions/kind.js'
import { packageRoot } from '../../src/scenario/package-root.js'

const host = '127.0.0.1'

export const freePort = async (): Promise<number> => {
  const server = createServer().listen(0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  await once(server, 'close')
  return port
}

export const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-sessions-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface Served {
  readonly kind: SessionKind
  readonly port: number
  readonly dataDir: string
  close(): Promise<void>
}

const start = async (name: SessionKindName, dataDir: string): Promise<Served> => {
  const kind = await sessionKinds[name]()
  const port = await freePort()
  const service = await kind.serve({ host, port, dataDir })
  let closing: Promise<void> | undefined
  return {
    kind,
    port,
    dataDir,
    close() {
      closing ??= service.close()
      return closing
    },
  }
}

/** A service that a test has for itself. */
export const serveHere = async (name: SessionKindName, dataDir = newFolder()): Promise<Served> => {
  const service = await start(name, dataDir)
  onTestFinished(service.close)
  return service
}

const shared = new Map<SessionKindName, Promise<Served>>()
let shares = 0
afterAll(async () => {
  for (const service of shared.values()) {
    const { close, dataDir } = await service
    await close()
    rmSync(dataDir, { recursive: true, force: true })
  }
})

/**
 * The service that all tests of a file share, each with clients of other names: a database costs seconds of CPU to start, and a service has to
 * bear whatever clients before have done to it.
 */
export const serveShared = async (name: SessionKindName): Promise<Pick<Served, 'kind' | 'port'>> => {
  const service = shared.get(name) ?? start(name, mkdtempSync(join(tmpdir(), 'outlive-sessions-')))
  shared.set(name, service)
  const { kind, port } = await service
  const share = ++shares
  return { port, kind: { ...kind, client: (to) => kind.client({ ...to, id: `${to.id}-${share}` }) } }
}

/** A service in a process of its own, from `dist`, that can be killed as a failover does it. */
export const serveApart = async (name: SessionKindName, port: number, dataDir: string): Promise<ChildProcess> => {
  const program = `
    const { sessionKinds } = await import(${JSON.stringify(join(packageRoot, 'dist/harness/sessions/index.js'))})
    const kind = await sessionKinds[${JSON.stringify(name)}]()
    await kind.serve(${JSON.stringify({ host, port, dataDir })})
    console.log('ready')`
  const child = spawn(process.execPath, ['--input-type=module', '--eval', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

export const kill = async (child: ChildProcess): Promise<void> => {
  const ended = once(child, 'exit')
  child.kill('SIGKILL')
  await ended
}

export interface HeldClient extends SessionClient {
  /** What `broken` was told. */
  readonly told: Error[]
  /** Exchanges `from` to `to`. */
  exchanges(from: number, to: number): Promise<void>
  /** Waits for so many pushes, one after the other. */
  pushes(count: number): Promise<void>
}

export const clientOf = (kind: SessionKind, port: number, id = 'one'): HeldClient => {
  const told: Error[] = []
  const client = kind.client({
    id,
    host,
    port,
    dial: () => connect({ host, port, noDelay: true }),
    broken: (error) => told.push(error),
  })
  onTestFinished(client.close)
  return {
    ...client,
    told,
    async exchanges(from, to) {
      for (let n = from; n <= to; n++) await client.exchange(n, false)
    },
    async pushes(count) {
      for (let n = 0; n < count; n++) await client.pushed()
    },
  }
}

export interface Wire {
  readonly port: number
  /** From now on what is sent this way is lost. */
  lose(way: 'requests' | 'answers'): void
  /** What the service sends from now on is changed so, piece by piece. */
  alter(how: Alter): void
  /** So many bytes were sent by clients so far. */
  asked(): number
  /** Resets all connections; those made afterwards lose nothing. */
  reset(): void
}

/** What is sent instead. */
export type Alter = (bytes: Buffer) => readonly Buffer[]

export const wireTo = async (servicePort: number): Promise<Wire> => {
  const lost = new Set<'requests' | 'answers'>()
  const sockets = new Set<Socket>()
  let altered: Alter = (bytes) => [bytes]
  let asked = 0
  const server = createServer((client) => {
    const service = connect(servicePort, host)
    client.on('data', (bytes) => {
      asked += bytes.length
      if (!lost.has('requests')) service.write(bytes)
    })
    service.on('data', (bytes) => {
      if (!lost.has('answers')) for (const piece of altered(bytes)) client.write(piece)
    })
    for (const [socket, other] of [
      [client, service],
      [service, client],
    ] as const) {
      sockets.add(socket)
      socket.on('error', () => {})
      socket.on('close', () => {
        sockets.delete(socket)
        other.resetAndDestroy()
      })
    }
  })
  server.listen(0, host)
  await once(server, 'listening')
  const reset = (): void => {
    for (const socket of sockets) socket.resetAndDestroy()
    lost.clear()
  }
  onTestFinished(() => {
    reset()
    server.close()
  })
  return {
    port: (server.address() as AddressInfo).port,
    lose: (way) => void lost.add(way),
    alter(how) {
      altered = how
    },
    asked: () => asked,
    reset,
  }
}
