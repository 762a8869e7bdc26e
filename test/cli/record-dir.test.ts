import { existsSync, mkdirSync, readlinkSync, writeFileSync } from 'node:fs'
import { beforeEach, expect, test } from 'vitest'
import { dropIfEmpty, linkLatest, newRecordDir } from '../../src/cli/record-dir.js'
import { emptyFolder } from './outlive.js'

const noon = new Date('2026-11-23T12:00:00.123Z')

beforeEach(() => {
  process.chdir(emptyFolder())
  return () => process.chdir('/')
})

test('a record’s folder is named for the time in UTC', () => {
  expect(newRecordDir(undefined, noon)).toBe('.outlive/2026-11-23T12-00-00Z')
  expect(existsSync('.outlive/2026-11-23T12-00-00Z')).toBe(true)
})

test('two runs in the same second do not share one', () => {
  newRecordDir(undefined, noon)
  expect(newRecordDir(undefined, noon)).toBe('.outlive/2026-11-23T12-00-00Z-2')
})

test('latest shows to the newest record', () => {
  linkLatest(newRecordDir(undefined, noon))
  linkLatest(newRecordDir(undefined, noon))
  expect(readlinkSync('.outlive/latest')).toBe('2026-11-23T12-00-00Z-2')
})

test('a record elsewhere leaves latest alone', () => {
  linkLatest(newRecordDir('mine'))
  expect(existsSync('.outlive')).toBe(false)
})

test('folders above it are made, and where there can be none it says so at once', () => {
  expect(newRecordDir('a/b/c')).toBe('a/b/c')
  for (const nowhere of ['/proc/x', '/proc/x/y']) {
    expect(() => newRecordDir(nowhere)).toThrow('choose another with --record DIR')
  }
})

test('an empty folder will do, one with something in it is refused, and so is a file', () => {
  mkdirSync('empty')
  expect(newRecordDir('empty')).toBe('empty')
  writeFileSync('empty/history.jsonl', '')
  expect(() => newRecordDir('empty')).toThrow('--record empty: there is something in it already')
  expect(() => newRecordDir('empty/history.jsonl')).toThrow('choose another with --record DIR')
})

test('the folder of a run that never started is taken back, one with a record never', () => {
  const dir = newRecordDir(undefined, noon)
  writeFileSync(`${dir}/history.jsonl`, '')
  dropIfEmpty(dir)
  expect(existsSync(dir)).toBe(true)
  const other = newRecordDir('other')
  dropIfEmpty(other)
  expect(existsSync(other)).toBe(false)
})
