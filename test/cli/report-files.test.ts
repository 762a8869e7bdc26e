import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { bigRun } from '../report/big-run.js'
import { aTune } from '../report/build-tune.js'
import { emptyFolder, outlive } from './outlive.js'

/** A folder with records of two runs, and one of what tune found. */
const withRecords = (): string => {
  const cwd = emptyFolder()
  for (const name of ['one', 'other', 'tuned']) mkdirSync(join(cwd, name))
  const history = bigRun(8)
    .map((event) => `${JSON.stringify(event)}\n`)
    .join('')
  for (const name of ['one', 'other']) writeFileSync(join(cwd, name, 'history.jsonl'), history)
  writeFileSync(join(cwd, 'tuned', 'tune.json'), JSON.stringify(aTune))
  return cwd
}

describe('outlive report', () => {
  test('--html writes one page and prints nothing', async () => {
    const cwd = withRecords()
    const { stdout, exitCode } = await outlive(['report', 'one', '--html', 'page.html'], { cwd })
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
    const page = readFileSync(join(cwd, 'page.html'), 'utf8')
    expect(page).toMatch(/^<!doctype html>/)
    expect(page).toContain('"label":"one"')
    expect(page).toContain('"story":{')
  })

  test('--html compares several, and draws curves beside them', async () => {
    const cwd = withRecords()
    const { exitCode } = await outlive(['report', 'one', 'other', 'tuned', '--html', 'page.html'], { cwd })
    const page = readFileSync(join(cwd, 'page.html'), 'utf8')
    expect(exitCode).toBe(0)
    expect(page).toContain('"comparisons":[{"before":"one","now":"other"')
    expect(page).toContain('"name":"echo on windows-2008, drop"')
  })

  test('shows several one after another, and what tune found as tune does', async () => {
    const { stdout } = await outlive(['report', 'one', 'tuned'], { cwd: withRecords() })
    expect(stdout).toMatch(/^test: 8 sessions/)
    expect(stdout).toContain('a few lengths: pauses of 1.0 s to 30.0 s')
  })

  test('--svg and --png draw the grid, or the curves', async () => {
    const cwd = withRecords()
    await outlive(['report', 'one', '--svg', 'grid.svg', '--png', 'grid.png'], { cwd })
    await outlive(['report', 'tuned', '--svg', 'curves.svg'], { cwd })
    expect(readFileSync(join(cwd, 'grid.svg'), 'utf8')).toContain('✗ died')
    expect(readFileSync(join(cwd, 'curves.svg'), 'utf8')).toContain('net.ipv4.tcp_retries2=5')
    expect(readFileSync(join(cwd, 'grid.png')).subarray(1, 4).toString()).toBe('PNG')
  })

  test.each([
    [['one', 'other', '--reporter', 'json=all.json'], 'all.json has room for one record, not for 2; --html FILE shows'],
    [['one', 'other', '--svg', 'all.svg'], 'a picture is of one record, not of 2'],
    [['tuned', '--reporter', 'junit'], 'which --reporter junit does not show; expected one of pretty, html, json'],
    [['one', '--html', 'nowhere/page.html'], 'no file can be written in nowhere'],
  ])('%j is refused', async (args, words) => {
    const { stderr, exitCode } = await outlive(['report', ...args], { cwd: withRecords() })
    expect(stderr.replaceAll(/\s+/g, ' ')).toContain(words)
    expect(exitCode).toBe(2)
  })
})

test('outlive explain --svg draws the time line', async () => {
  const cwd = withRecords()
  const { stdout, exitCode } = await outlive(['explain', 'one', 'console*windows-2008', '--svg', 'line.svg'], { cwd })
  expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 0 })
  const svg = readFileSync(join(cwd, 'line.svg'), 'utf8')
  expect(svg).toContain('<title>console on windows-2008, quick-migration, 512 MiB: died')
  expect(svg).toContain('blackout, drop')
})
