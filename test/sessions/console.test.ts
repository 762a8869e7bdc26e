import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest'
import { WebSocketServer } from 'ws'
import { sigstop } from '../../harness/freeze/sigstop.js'
import { console_ } from '../../harness/sessions/console.js'
import { clientOf, freePort, kill, newFolder, serveApart, serveHere, wireTo } from './stage.js'

describe.runIf(process.platform === 'linux')('the shells of a console', () => {
  const token = `OUTLIVE_TEST=${randomUUID()}`

  /** Processes whose environment has our token: what a service started, and itself where it is a process of its own. */
  const processes = (): string[] =>
    readdirSync('/proc').filter((pid) => {
      try {
        return /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'utf8').includes(token)
      } catch {
        return false
      }
    })
  const untilNone = () => vi.waitFor(() => expect(processes()).toEqual([]), 10_000)

  beforeEach(() => {
    process.env.OUTLIVE_TEST = token.split('=')[1]
    return () => {
      delete process.env.OUTLIVE_TEST
    }
  })

  it('are there while their clients are, and go with them', async () => {
    const { kind, port } = await serveHere('console')
    const wire = await wireTo(port)
    const [one, two] = [clientOf(kind, port), clientOf(kind, wire.port)]
    for (const client of [one, two]) {
      await client.connect()
      // In the midst of a line.
      await client.exchanges(1, 20)
    }
    // Of each, the program that holds the terminal, and the shell.
    expect(processes()).toHaveLength(4)
    one.close()
    wire.reset()
    await untilNone()
  })

  it('are gone when the service says that it is closed', async () => {
    const { kind, port, close } = await serveHere('console')
    for (const id of ['one', 'two', 'three']) await clientOf(kind, port, id).connect()
    await close()
    await untilNone()
  })

  it('die with a service that is killed', async () => {
    const port = await freePort()
    const machine = await serveApart('console', port, newFolder())
    const client = clientOf(console_, port)
    await client.connect()
    await client.exchanges(1, 20)
    await kill(machine)
    await untilNone()
  })

  it('go on printing when they were frozen', async () => {
    const port = await freePort()
    const { pid = 0 } = await serveApart('console', port, newFolder())
    const client = clientOf(console_, port)
    await client.connect()
    await client.subscribe(1)
    // At any moment of a turn of the loop.
    for (let turn = 0; turn < 8; turn++) {
      await client.pushes(1)
      await sleep(turn * 40)
      await sigstop.freeze(pid)
      await sleep(100)
      sigstop.thaw(pid)
    }
    await client.pushes(3)
    await client.exchanges(1, 10)
    expect(await client.audit()).toEqual({ acknowledged: 10, lost: 0, duplicated: 0, corrupted: 0 })
  })

  it('end their loops with their clients', async () => {
    const { kind, port } = await serveHere('console')
    const wire = await wireTo(port)
    const [one, two] = [clientOf(kind, port), clientOf(kind, wire.port)]
    for (const client of [one, two]) {
      await client.connect()
      await client.subscribe(1)
      await client.pushes(2)
    }
    // Of each, the program that holds the terminal, the shell, and mostly a `sleep`.
    expect(processes().length).toBeGreaterThanOrEqual(4)
    one.close()
    wire.reset()
    await untilNone()
  })

  it('end the console when they end', async () => {
    const { kind, port } = await serveHere('console')
    const client = clientOf(kind, port)
    await client.connect()
    for (const pid of processes()) process.kill(Number(pid), 'SIGKILL')
    await vi.waitFor(
      () => expect(client.told.map(({ message }) => message)).toEqual(['the service closed the connection']),
      10_000,
    )
  })
})

describe('a console that prints', () => {
  it('echoes more keys than its terminal holds', async () => {
    const { kind, port } = await serveHere('console')
    const client = clientOf(kind, port)
    await client.connect()
    await client.subscribe(1)
    await client.exchanges(1, 5000)
    await client.pushes(4)
    expect(await client.audit()).toEqual({ acknowledged: 5000, lost: 0, duplicated: 0, corrupted: 0 })
  })
})

describe('the audit of a console', () => {
  /** A service that prompts, and then answers each key with what `answerTo` makes of it: the offset told, and the bytes. */
  const auditOf = async (answerTo: (key: string, offset: number) => [told: number, bytes: string]) => {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0 })
    onTestFinished(() => {
      for (const client of server.clients) client.terminate()
      server.close()
    })
    await once(server, 'listening')
    server.on('connection', (terminal) => {
      let offset = 0
      const send = (told: number, bytes: string): void => {
        const head = Buffer.alloc(8)
        head.writeBigUInt64BE(BigInt(told))
        terminal.send(Buffer.concat([head, Buffer.from(bytes)]))
        offset = told + bytes.length
      }
      send(0, 'outlive$ ')
      terminal.on('message', (key) => send(...answerTo(key.toString(), offset)))
    })
    const client = clientOf(console_, (server.address() as AddressInfo).port)
    await client.connect()
    await client.exchanges(1, 4)
    return client.audit()
  }

  it('finds nothing where the keys are echoed', async () => {
    const audit = await auditOf((key, offset) => [offset, key])
    expect(audit).toEqual({ acknowledged: 4, lost: 0, duplicated: 0, corrupted: 0 })
  })

  it('finds bytes that never came', async () => {
    const audit = await auditOf((key, offset) => [key === 'h' ? offset + 7 : offset, key])
    expect(audit).toEqual({ acknowledged: 4, lost: 7, duplicated: 0, corrupted: 0 })
  })

  it('finds bytes that came again', async () => {
    const audit = await auditOf((key, offset) => [key === 'h' ? offset - 2 : offset, key])
    expect(audit).toEqual({ acknowledged: 4, lost: 0, duplicated: 2, corrupted: 0 })
  })

  it('finds bytes that nobody typed', async () => {
    const audit = await auditOf((key, offset) => [offset, key === 'h' ? 'x' : key])
    expect(audit).toEqual({ acknowledged: 4, lost: 0, duplicated: 0, corrupted: 1 })
  })
})
