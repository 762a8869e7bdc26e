/** What is lost, doubled or damaged on its way from a service that pushes is seen. */
import { describe, expect, it } from 'vitest'
import { type SessionKindName, sessionKinds } from '../../harness/sessions/index.js'
import { sshWireTo } from './ssh-wire.js'
import { type Alter, clientOf, serveShared, wireTo } from './stage.js'

const silent = 'none'
const names = (Object.keys(sessionKinds) as SessionKindName[]).filter((name) => name !== silent)
const clean = (acknowledged: number) => ({ acknowledged, lost: 0, duplicated: 0, corrupted: 0 })

describe.each(names)('the audit of a session of kind %s that is pushed to', (name) => {
  /** What becomes of the next thing that the service pushes, and what the audit says of it. */
  const auditAfter = async (how: Alter) => {
    const { kind, port } = await serveShared(name)
    const wire = await (name === 'file-copy' ? sshWireTo(port) : wireTo(port))
    const client = clientOf(kind, wire.port)
    await client.connect()
    await client.subscribe(1)
    await client.pushes(1)
    wire.alter((push) => {
      wire.alter((next) => [next])
      return how(push)
    })
    await client.pushes(2)
    return client.audit()
  }

  it('finds nothing where all came as it was sent', async () => {
    expect(await auditAfter((push) => [push])).toEqual(clean(0))
  })

  it('finds nothing where it came in pieces', async () => {
    expect(await auditAfter((push) => [push.subarray(0, 9), push.subarray(9, 20), push.subarray(20)])).toEqual(clean(0))
  })

  it('finds what never came', async () => {
    const { lost, corrupted } = await auditAfter(() => [])
    expect(lost).toBeGreaterThanOrEqual(1)
    expect(corrupted).toBe(0)
  })

  it('finds what came again', async () => {
    const { duplicated, lost, corrupted } = await auditAfter((push) => [push, push])
    expect(duplicated).toBeGreaterThanOrEqual(1)
    expect([lost, corrupted]).toEqual([0, 0])
  })

  it('finds what came otherwise than it was sent', async () => {
    const otherwise = (push: Buffer): Buffer[] => {
      const at = push.length - 5
      push.writeUInt8(push.readUInt8(at) ^ 1, at)
      return [push]
    }
    expect(await auditAfter(otherwise)).toEqual({ ...clean(0), corrupted: 1 })
  })
})
