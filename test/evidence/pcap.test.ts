/** Captures made by hand, packet by packet: what the reader says of them follows from RFC 9293 alone. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { type SentAgain, sentAgainIn } from '../../harness/evidence/pcap.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
afterAll(() => rmSync(folder, { recursive: true }))

const [fin, syn, rst, ack] = [1, 2, 4, 16]
const client = { address: [10, 0, 200, 1], port: 40_000 }
const vm = { address: [10, 0, 0, 1], port: 7000 }

interface Sent {
  readonly atMs: number
  readonly seq: number
  readonly bytes?: number
  readonly flags?: number
  readonly from?: typeof client
  readonly port?: number
}

const frameOf = ({ seq, bytes = 0, flags = ack, from = client, port }: Sent): Buffer => {
  const to = from === client ? vm : client
  const frame = Buffer.alloc(14 + 20 + 32)
  frame.writeUInt16BE(0x0800, 12)
  frame[14] = 0x45
  frame.writeUInt16BE(20 + 32 + bytes, 16)
  frame[14 + 9] = 6
  Buffer.from([...from.address, ...to.address]).copy(frame, 14 + 12)
  frame.writeUInt16BE(port ?? from.port, 34)
  frame.writeUInt16BE(to.port, 36)
  frame.writeUInt32BE(seq, 38)
  frame[34 + 12] = 8 << 4
  frame[34 + 13] = flags
  return frame
}

const captured = (sent: readonly Sent[], isLittle = true): Buffer => {
  const words = (...values: number[]): Buffer => {
    const buffer = Buffer.alloc(values.length * 4)
    for (const [i, value] of values.entries())
      isLittle ? buffer.writeUInt32LE(value, i * 4) : buffer.writeUInt32BE(value, i * 4)
    return buffer
  }
  return Buffer.concat([
    words(0xa1b2c3d4, 0x00040002, 0, 0, 160, 1),
    ...sent.flatMap((each) => {
      const frame = frameOf(each)
      return [words(Math.floor(each.atMs / 1000), (each.atMs % 1000) * 1000, frame.length, frame.length), frame]
    }),
  ])
}

let files = 0
const read = async (bytes: Buffer, own = '10.0.200.1'): Promise<SentAgain[]> => {
  const file = join(folder, `${++files}.pcap`)
  writeFileSync(file, bytes)
  const all: SentAgain[] = []
  await sentAgainIn(file, own, (again) => all.push(again))
  return all
}
const told = async (...sent: Sent[]) =>
  (await read(captured(sent))).map(({ atMs, what, number }) => [atMs, what, number])

test('a segment that is sent again and again, beside others that are new', async () => {
  const sent = [
    { atMs: 1000, seq: 100, bytes: 50 },
    { atMs: 1100, seq: 150, bytes: 50 },
    { atMs: 1400, seq: 150, bytes: 50 },
    { atMs: 2000, seq: 150, bytes: 50 },
    { atMs: 2100, seq: 200, bytes: 10 },
  ]
  expect(await told(...sent)).toEqual([
    [1400, 'segment', 1],
    [2000, 'segment', 2],
  ])
  expect(await read(captured(sent, false))).toEqual(await read(captured(sent)))
})

test('a SYN, a FIN, and probes, which carry nothing and go back by one', async () => {
  expect(
    await told(
      { atMs: 0, seq: 99, flags: syn },
      { atMs: 1000, seq: 99, flags: syn },
      { atMs: 1100, seq: 100 },
      { atMs: 5000, seq: 99 },
      { atMs: 6000, seq: 99 },
      { atMs: 7000, seq: 100, flags: fin | ack },
      { atMs: 7300, seq: 100, flags: fin | ack },
    ),
  ).toEqual([
    [1000, 'SYN', 1],
    [5000, 'probe', 1],
    [6000, 'probe', 2],
    [7300, 'FIN', 1],
  ])
})

test('acknowledgements, resets and new connections from the same port are not sent again', async () => {
  expect(
    await told(
      { atMs: 0, seq: 100, bytes: 10 },
      { atMs: 1, seq: 110 },
      { atMs: 2, seq: 110 },
      { atMs: 3, seq: 110, flags: rst },
      { atMs: 4, seq: 5000, flags: syn },
      { atMs: 5, seq: 5001, bytes: 10 },
    ),
  ).toEqual([])
})

test('sequence numbers begin anew after 2^32', async () => {
  const seq = 2 ** 32 - 20
  expect(await told({ atMs: 0, seq, bytes: 30 }, { atMs: 5, seq: 10, bytes: 30 }, { atMs: 9, seq, bytes: 30 })).toEqual(
    [[9, 'segment', 1]],
  )
})

test('what others sent again is theirs', async () => {
  const again = { seq: 1, bytes: 5, from: vm }
  expect(await told({ atMs: 0, ...again }, { atMs: 9, ...again })).toEqual([])
  expect(
    await read(
      captured([
        { atMs: 0, ...again },
        { atMs: 9, ...again },
      ]),
      '10.0.0.1',
    ),
  ).toMatchObject([{ atMs: 9, from: '10.0.0.1:7000', to: '10.0.200.1:40000' }])
})

test('a capture that was broken off in a packet is read up to there, and what is none is refused', async () => {
  const whole = captured([
    { atMs: 0, seq: 1, bytes: 5 },
    { atMs: 9, seq: 1, bytes: 5 },
    { atMs: 20, seq: 1, bytes: 5 },
  ])
  expect(await read(whole.subarray(0, -10))).toHaveLength(1)
  expect(await read(whole.subarray(0, 30))).toEqual([])
  expect(await read(Buffer.alloc(0))).toEqual([])
  await expect(read(Buffer.from('this is a text and no capture'))).rejects.toThrow('no packet capture')
})
