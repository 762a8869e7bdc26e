import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync, readlinkSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import ssh2 from 'ssh2'
import { describe, expect, it, vi } from 'vitest'
import { clientOf, newFolder, serveHere, wireTo } from './stage.js'

const blockBytes = 16 * 1024
const blocksPerFile = 16

describe('the audit of a file copy', () => {
  /** Twelve blocks of the second pass are written when something happens to the file. */
  const auditAfter = async (act: (file: string) => void) => {
    const { kind, port, dataDir } = await serveHere('file-copy')
    const client = clientOf(kind, port)
    await client.connect()
    await client.exchanges(1, 2 * blocksPerFile + 12)
    act(join(dataDir, 'files', 'one'))
    return client.audit()
  }
  const acknowledged = 2 * blocksPerFile + 12

  it('finds blocks that hold other bytes', async () => {
    const audit = await auditAfter((file) => {
      const bytes = readFileSync(file)
      for (const block of [3, 7]) bytes.write('other', block * blockBytes + 5)
      writeFileSync(file, bytes)
    })
    expect(audit).toEqual({ acknowledged, lost: 0, duplicated: 0, corrupted: 2 })
  })

  it('finds blocks that are gone', async () => {
    const audit = await auditAfter((file) => truncateSync(file, 9.5 * blockBytes))
    expect(audit).toEqual({ acknowledged, lost: 3, duplicated: 0, corrupted: 0 })
  })

  it('finds that the file is gone', async () => {
    const audit = await auditAfter((file) => rmSync(file))
    expect(audit).toEqual({ acknowledged, lost: 12, duplicated: 0, corrupted: 0 })
  })
})

it('counts what a pass finds at its end once, though the audit sees it again', async () => {
  const { kind, port, dataDir } = await serveHere('file-copy')
  const client = clientOf(kind, port)
  await client.connect()
  await client.exchanges(1, blocksPerFile)
  truncateSync(join(dataDir, 'files', 'one'), 15 * blockBytes)
  await client.exchanges(blocksPerFile + 1, 2 * blocksPerFile)
  const expected = { acknowledged: 2 * blocksPerFile, lost: 1, duplicated: 0, corrupted: 0 }
  expect(await client.audit()).toEqual(expected)
  expect(await client.audit()).toEqual(expected)
})

it('needs no more disk than one file, however many passes', async () => {
  const { kind, port, dataDir } = await serveHere('file-copy')
  const client = clientOf(kind, port)
  await client.connect()
  await client.exchanges(1, 7 * blocksPerFile)
  expect(readdirSync(join(dataDir, 'files'))).toEqual(['one'])
  expect(statSync(join(dataDir, 'files', 'one')).size).toBe(blocksPerFile * blockBytes)
})

it.runIf(process.platform === 'linux')('closes the files of a client that breaks', async () => {
  const { kind, port, dataDir } = await serveHere('file-copy')
  const openFiles = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).startsWith(dataDir)
      } catch {
        return false
      }
    })
  const wire = await wireTo(port)
  for (const id of ['one', 'two', 'three']) await clientOf(kind, wire.port, id).connect()
  expect(openFiles()).toHaveLength(3)
  wire.reset()
  await vi.waitFor(() => expect(openFiles()).toEqual([]), 10_000)
})

it('keeps its host key for the machine that takes over', async () => {
  const dataDir = newFolder()
  const keyOf = async (): Promise<string> => {
    const { port, close } = await serveHere('file-copy', dataDir)
    const key = await new Promise<string>((resolve) => {
      const client = new ssh2.Client().on('error', () => {})
      client.connect({
        host: '127.0.0.1',
        port,
        username: 'any',
        hostVerifier: (key: Buffer) => {
          resolve(key.toString('hex'))
          return false
        },
      })
    })
    await close()
    return key
  }
  expect(await keyOf()).toBe(await keyOf())
})

const sftpProgram = ((): string | undefined => {
  try {
    return execFileSync('sh', ['-c', 'command -v sftp'], { encoding: 'utf8' }).trim()
  } catch {
    return undefined
  }
})()

it.runIf(sftpProgram)('serves OpenSSH’s sftp', async () => {
  const { port, dataDir } = await serveHere('file-copy')
  const here = newFolder()
  const bytes = Buffer.alloc(700_000, 'sftp')
  writeFileSync(join(here, 'up'), bytes)
  const options = [
    '-P',
    `${port}`,
    '-F',
    '/dev/null',
    '-o',
    'StrictHostKeyChecking=no',
    '-o',
    'UserKnownHostsFile=/dev/null',
    '-b',
    '-',
  ]
  await execa(sftpProgram ?? '', [...options, 'any@127.0.0.1'], {
    input: `put ${here}/up up\nget up ${here}/down\nrm up\n`,
  })
  expect(readFileSync(join(here, 'down')).equals(bytes)).toBe(true)
  expect(readdirSync(join(dataDir, 'files'))).toEqual([])
})
