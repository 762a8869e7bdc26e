import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { create } from 'tar'
import { expect, onTestFinished, test } from 'vitest'
import { pack, readPacked } from '../../src/record/pack.js'
import { readHistory } from '../../src/record.js'
import { cellOf, runEnded, runStarted } from '../judge/history-of.js'

const history = [runStarted([cellOf({ phases: [], outcome: 'here' })]), runEnded]

const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-pack-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}
const recordIn = (root: string): string => {
  const folder = join(root, 'record')
  mkdirSync(join(folder, 'output'), { recursive: true })
  writeFileSync(join(folder, 'history.jsonl'), history.map((event) => `${JSON.stringify(event)}\n`).join(''))
  writeFileSync(join(folder, 'output/psql.client.log'), 'hello\n')
  return folder
}

test('what is packed reads as its folder does, here and by plain tar', async () => {
  const root = emptyFolder()
  const file = join(root, 'packed.tar.gz')
  pack(recordIn(root), file)
  expect(readHistory(file)).toEqual(history)
  const { stdout } = await execa('tar', ['tzf', file])
  expect(stdout.split('\n').toSorted()).toEqual([
    'record/',
    'record/history.jsonl',
    'record/output/',
    'record/output/psql.client.log',
  ])
})

test('a run that was cut off packs, and reads up to there', () => {
  const root = emptyFolder()
  const record = recordIn(root)
  writeFileSync(join(record, 'history.jsonl'), `${JSON.stringify(history[0])}\n{"type":"run-en`)
  pack(record, join(root, 'cut.tar.gz'))
  expect(readHistory(join(root, 'cut.tar.gz'))).toEqual([history[0]])
})

test('what is no archive, an archive of something else, or a damaged one is refused in words', () => {
  const root = emptyFolder()
  const file = (name: string): string => join(root, name)
  writeFileSync(file('text'), 'hello')
  expect(() => readHistory(file('text'))).toThrow(/text: no packed record: /)
  create({ gzip: true, sync: true, file: file('other.tar.gz'), cwd: root }, ['text'])
  expect(() => readHistory(file('other.tar.gz'))).toThrow('does not exist: is it the packed record of a run?')
})

test('nothing of an archive is obeyed: links and names that lead elsewhere are not followed, and nothing is written', () => {
  const root = emptyFolder()
  mkdirSync(join(root, 'evil'))
  symlinkSync('/etc/passwd', join(root, 'evil/history.jsonl'))
  const file = join(root, 'evil.tar.gz')
  create({ gzip: true, sync: true, file, cwd: root }, ['evil'])
  const before = readdirSync(root)
  expect(() => readPacked(file, 'history.jsonl')).toThrow('does not exist')
  expect(readdirSync(root)).toEqual(before)
})
