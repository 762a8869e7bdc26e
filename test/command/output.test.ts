import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PassThrough } from 'node:stream'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { clockFrom } from '../../harness/clock.js'
import { openBoundedFile } from '../../harness/command/bounded-file.js'
import { keepOutput } from '../../harness/command/output.js'
import { endInWords, endOf } from '../../harness/command/shell.js'

const newFile = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-output-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return join(folder, 'output', 'own.log')
}

test('of much output the beginning and the end are kept, and what is missing is counted', () => {
  const file = newFile()
  const kept = openBoundedFile(file)
  const lines = 100_000
  for (let n = 1; n <= lines; n++) kept.add(`line ${n} of many\n`)
  kept.flush()
  const text = readFileSync(file, 'utf8')
  expect(text.length).toBeLessThan(1_100_000)
  expect(text).toMatch(/^line 1 of many\nline 2 of many\n/)
  expect(text).toMatch(/line 99999 of many\nline 100000 of many\n$/)
  const [, missing = '', bytes = ''] = /\n… (\d+) lines \((\d+) bytes\) are left out here …\n/.exec(text) ?? []
  expect(text.split('\n').length - 2 + Number(missing)).toBe(lines)
  expect(Number(bytes)).toBeGreaterThan(500_000)
})

test('a second machine adds to what the first one wrote', () => {
  const file = newFile()
  openBoundedFile(file).add('first\n')
  openBoundedFile(file).add('second\n')
  expect(readFileSync(file, 'utf8')).toBe('first\nsecond\n')
})

test('lines are timed, whole, and of both streams; a prompt is a line after a second', async () => {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()]
  const heard: string[] = []
  const file = newFile()
  const output = keepOutput({ stdout, stderr }, file, clockFrom(), (line, stream) => heard.push(`${stream} ${line}`))
  stdout.write('one\ntw')
  stderr.write('bad\n')
  await sleep(20)
  stdout.write('o\nlogin: ')
  await vi.waitFor(() => expect(heard).toEqual(['out one', 'err bad', 'out two', 'out login: ']), 3000)
  expect(output.lastLines()).toEqual(['one', 'bad', 'two', 'login: '])
  expect(readFileSync(file, 'utf8')).toMatch(/^\d+\.\d\d\tout\tone\n\d+\.\d\d\terr\tbad\n/)
})

test('a line without end goes on as the next', async () => {
  const stdout = new PassThrough()
  const heard: number[] = []
  keepOutput({ stdout, stderr: new PassThrough() }, newFile(), clockFrom(), (line) => heard.push(line.length))
  stdout.end('x'.repeat(10_000))
  await vi.waitFor(() => expect(heard).toEqual([4096, 4096, 1808]))
})

test.each([
  [0, null, 'ended with status 0'],
  [127, null, 'ended with status 127'],
  [137, null, 'was ended by SIGKILL'],
  [255, null, 'ended with status 255'],
  [null, 'SIGTERM', 'was ended by SIGTERM'],
])('status %s, signal %s: %s', (status, signal, words) => {
  expect(endInWords(endOf(status, signal))).toBe(words)
})
