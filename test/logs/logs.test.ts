import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { type LogFormatName, logFormats, readPauses } from '../../src/logs/index.js'
import { packageRoot } from '../../src/scenario/package-root.js'

const samples: Readonly<Record<LogFormatName, string>> = {
  azure: 'azure.json',
  gce: 'gce.json',
  qemu: 'qemu.jsonl',
  libvirt: 'libvirt.txt',
  vmware: 'vmware.log',
  hyperv: 'hyperv.txt',
  ping: 'ping.txt',
}
const sampleOf = (name: LogFormatName): string =>
  readFileSync(join(packageRoot, 'fixtures/logs', samples[name]), 'utf8')
const told = (text: string) => readPauses(text, 'it').pauses.map(({ ms, line, sure }) => [ms, line, sure])

const expected: Readonly<Record<LogFormatName, ReturnType<typeof told>>> = {
  azure: [[9000, 5, 'announced']],
  gce: [[38_448, 13, 'at most']],
  qemu: [[412, 3, 'stated']],
  libvirt: [[431, 11, 'stated']],
  vmware: [
    [188.405, 3, 'stated'],
    [8204.117, 5, 'stated'],
    [611.02, 6, 'stated'],
  ],
  hyperv: [
    [1700, 9, 'stated'],
    [6200, 14, 'stated'],
  ],
  ping: [
    [6200, 8, 'derived'],
    [2100, 13, 'derived'],
  ],
}

describe.each(Object.keys(logFormats) as LogFormatName[])('%s', (name) => {
  test('its sample is known for what it is, and read', () => {
    expect(readPauses(sampleOf(name), 'it').format).toBe(name)
    expect(told(sampleOf(name))).toEqual(expected[name])
  })

  test('so it is with Windows’ line ends and a byte order mark', () => {
    expect(told(`\uFEFF${sampleOf(name).replaceAll('\n', '\r\n')}`)).toEqual(expected[name])
  })

  test('of what was cut off that is read which is whole, or it is refused in words', () => {
    const text = sampleOf(name)
    for (let end = 0; end < text.length; end += 97) {
      try {
        for (const { ms } of readPauses(text.slice(0, end), 'it').pauses) expect(ms).toBeGreaterThan(0)
      } catch (error) {
        expect((error as Error).message).toMatch(/^it: /)
        expect((error as Error).name).toBe('UsageError')
      }
    }
  })

  test('it says of which version it was written', () => {
    expect(logFormats[name].writtenFrom).toContain('made by hand')
  })
})

test('when a stun began follows from when it ended', () => {
  expect(readPauses(sampleOf('vmware'), 'it').pauses[1]?.at).toBe('2026-03-02T22:14:44.132Z')
})

test('pings that were lost are told from pings that waited', () => {
  const [lost, held] = readPauses(sampleOf('ping'), 'it').pauses
  expect(lost?.what).toContain('31 pings were lost')
  expect(held?.what).toContain('held')
})

test('decimal commas are read', () => {
  const german = sampleOf('ping').replaceAll(/time=(\d+)\.(\d+)/g, 'time=$1,$2')
  expect(told(german)).toEqual(expected.ping)
})

test('post-copy tells how long its vCPUs waited too', () => {
  const text = '{"status": "completed", "total-time": 9000, "downtime": 12, "postcopy-blocktime": 840}'
  expect(told(text)).toEqual([
    [12, 1, 'stated'],
    [840, 1, 'stated'],
  ])
})

test('what info migrate prints', () => {
  expect(told('Migration status: completed\ntotal time: 2433 ms\ndowntime: 57 milliseconds\n')).toEqual([
    [57, 3, 'stated'],
  ])
})

test.each([
  ['hello\nworld', 'no log that is known; expected one of\n  Azure'],
  ['', 'no log that is known'],
  ['{"a": 1}', 'no log that is known'],
  ['{"Events": [{"EventType": "Reboot"}]}', 'its events are Reboot: the machine is started anew'],
  ['{"Events": [{"EventType": "Freeze", "DurationInSeconds": -1}]}', 'says no duration'],
  ['{"Events": []}', 'it tells of no pause'],
  ['{"return": {"status": "active", "total-time": 5, "expected-downtime": 300}}', 'it tells of no pause'],
  ['[1.5] 64 bytes from 10.0.0.5: icmp_seq=1 ttl=64 time=0.3 ms', 'it tells of no pause'],
])('%j is refused', (text, words) => {
  expect(() => readPauses(text, 'it')).toThrow(words)
})

describe('what is no pause', () => {
  const pings = (...trips: readonly number[]): string =>
    trips
      .map(
        (ms, n) =>
          `[${(100 + n + ms / 1000).toFixed(6)}] 64 bytes from fe80::1: icmp_seq=${n + 1} ttl=64 time=${ms} ms`,
      )
      .join('\n')

  test.each([
    ['a path that always takes 150 ms', pings(150, 151, 149, 152, 150, 150)],
    ['one reply that was late by itself', pings(0.4, 0.4, 180, 0.4, 0.4, 0.4)],
  ])('%s', (_, text) => {
    expect(() => readPauses(text, 'it')).toThrow('it tells of no pause')
  })

  test('replies that come together do wait', () => {
    const [held] = readPauses(pings(0.4, 2100, 1100, 100, 0.4, 0.4, 0.4, 0.4), 'it').pauses
    expect(held).toMatchObject({ ms: 2100, line: 2, vm: 'fe80::1' })
  })
})

test('of several answers each has its own line', () => {
  const answer = (ms: number): string => `{"return": {"status": "completed", "total-time": 9, "downtime": ${ms}}}`
  expect(told(`${answer(10)}\n${answer(20)}\n`)).toEqual([
    [10, 1, 'stated'],
    [20, 2, 'stated'],
  ])
})

test('a row of a CSV file of Hyper-V is judged by its own number', () => {
  const row = (id: number, text: string): string =>
    `"5/12/2026 3:15:31 AM","Microsoft-Windows-Hyper-V-VMMS","${id}","${text}"`
  const text = [
    row(20415, 'blackout time was 1.7 seconds'),
    row(99, 'expected blackout of 9 seconds'),
    row(20417, 'blackout time of 6,2 seconds'),
  ]
  expect(told(text.join('\n'))).toEqual([
    [1700, 1, 'stated'],
    [6200, 3, 'stated'],
  ])
})

test('thousands and decimals', () => {
  expect(told('Job type: Completed\nTotal downtime: 1,234 ms\n')).toEqual([[1234, 2, 'stated']])
})
