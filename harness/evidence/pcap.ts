/**
 * Which segments a machine sent again, from a packet capture of its own network interface. Format: draft-ietf-opsawg-pcap, as tcpdump writes it on a
 * machine of either byte order; Ethernet, IPv4 (RFC 791), TCP (RFC 9293). Cut off anywhere, it is read as far as it goes.
 */
import { createReadStream } from 'node:fs'
import type { SentAgainKind } from '../../src/history.js'

export interface SentAgain {
  /** Since 1970, as the capture has it. */
  readonly atMs: number
  readonly from: string
  readonly to: string
  /** A keepalive or zero-window probe carries nothing new: its sequence number is one that was acknowledged (RFC 9293 3.8.4). */
  readonly what: SentAgainKind
  /** The how-manieth time the same is sent again; 1 for the first. */
  readonly number: number
}

const fileHeader = 24
const packetHeader = 16
const ethernetHeader = 14
const [littleEndian, bigEndian] = [0xa1b2c3d4, 0xd4c3b2a1]

/** @param file what tcpdump wrote @param own the machine's address: what others sent is not told @throws Error when it is no capture */
export const sentAgainIn = async (file: string, own: string, seen: (again: SentAgain) => void): Promise<void> => {
  const flows = new Map<string, Flow>()
  let rest = Buffer.alloc(0)
  let isLittle: boolean | undefined
  for await (const chunk of createReadStream(file)) {
    rest = Buffer.concat([rest, chunk as Buffer])
    let at = 0
    if (isLittle === undefined) {
      if (rest.length < fileHeader) continue
      const magic = rest.readUInt32LE(0)
      if (magic !== littleEndian && magic !== bigEndian) throw new Error(`${file} is no packet capture`)
      isLittle = magic === littleEndian
      at = fileHeader
    }
    const read = (offset: number): number => (isLittle ? rest.readUInt32LE(offset) : rest.readUInt32BE(offset))
    for (; at + packetHeader <= rest.length; ) {
      const length = read(at + 8)
      if (at + packetHeader + length > rest.length) break
      const segment = readSegment(rest.subarray(at + packetHeader, at + packetHeader + length))
      const atMs = read(at) * 1000 + read(at + 4) / 1000
      if (segment?.from.startsWith(`${own}:`)) {
        const again = follow(flows, segment)
        if (again !== undefined) seen({ atMs, from: segment.from, to: segment.to, ...again })
      }
      at += packetHeader + length
    }
    rest = rest.subarray(at)
  }
}

interface Segment {
  readonly from: string
  readonly to: string
  readonly seq: number
  readonly bytes: number
  readonly syn: boolean
  readonly fin: boolean
  readonly rst: boolean
}

const readSegment = (frame: Buffer): Segment | undefined => {
  const isIp = frame.length >= ethernetHeader + 20 && frame.readUInt16BE(12) === 0x0800
  if (!isIp || frame[ethernetHeader + 9] !== 6) return undefined
  const tcp = ethernetHeader + ((frame[ethernetHeader] ?? 0) & 0x0f) * 4
  if (frame.length < tcp + 14) return undefined
  const address = (offset: number): string =>
    [...frame.subarray(ethernetHeader + offset, ethernetHeader + offset + 4)].join('.')
  const flags = frame[tcp + 13] ?? 0
  const headers = tcp - ethernetHeader + ((frame[tcp + 12] ?? 0) >> 4) * 4
  return {
    from: `${address(12)}:${frame.readUInt16BE(tcp)}`,
    to: `${address(16)}:${frame.readUInt16BE(tcp + 2)}`,
    seq: frame.readUInt32BE(tcp + 4),
    bytes: frame.readUInt16BE(ethernetHeader + 2) - headers,
    syn: (flags & 2) !== 0,
    fin: (flags & 1) !== 0,
    rst: (flags & 4) !== 0,
  }
}

interface Flow {
  /** The sequence number after the last that was sent. */
  nextSeq: number
  /** How often each was sent again, by what it is and its sequence number. */
  readonly times: Map<string, number>
}

const follow = (flows: Map<string, Flow>, segment: Segment): Pick<SentAgain, 'what' | 'number'> | undefined => {
  const { from, to, seq, bytes, syn, fin, rst } = segment
  const key = `${from} ${to}`
  const flow = flows.get(key)
  const endSeq = (seq + bytes + (syn ? 1 : 0) + (fin ? 1 : 0)) >>> 0
  const isNewConnection = syn && flow !== undefined && endSeq !== flow.nextSeq
  if (flow === undefined || isNewConnection) {
    if (!rst) flows.set(key, { nextSeq: endSeq, times: new Map() })
    return undefined
  }
  const isProbe = endSeq === seq && ((flow.nextSeq - seq) | 0) === 1
  const carries = endSeq !== seq && ((endSeq - flow.nextSeq) | 0) <= 0
  if (!isProbe && !carries) {
    if (((endSeq - flow.nextSeq) | 0) > 0) {
      flow.nextSeq = endSeq
      flow.times.clear()
    }
    return undefined
  }
  const what = isProbe ? 'probe' : syn ? 'SYN' : bytes > 0 ? 'segment' : 'FIN'
  const which = `${what} ${seq}`
  const number = (flow.times.get(which) ?? 0) + 1
  flow.times.set(which, number)
  return { what, number }
}
