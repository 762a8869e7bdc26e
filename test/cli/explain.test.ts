import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { wholeRun } from '../report/build-run.js'
import { emptyFolder, outlive } from './outlive.js'

/** A folder in which a run has left its record at `place`. */
const withRecord = (place: string): string => {
  const cwd = emptyFolder()
  mkdirSync(join(cwd, place), { recursive: true })
  writeFileSync(join(cwd, place, 'history.jsonl'), wholeRun.map((event) => `${JSON.stringify(event)}\n`).join(''))
  return cwd
}

describe('outlive explain', () => {
  test('tells a session of the last run, or of the run that is named', async () => {
    const [latest, named] = await Promise.all([
      outlive(['explain', 'moved/console'], { cwd: withRecord('.outlive/latest') }),
      outlive(['explain', 'record', 'moved/console'], { cwd: withRecord('record') }),
    ])
    expect(latest.stdout).toMatch(/^console on linux, moved, 512 MiB: /)
    expect(latest).toMatchObject({ exitCode: 0, stderr: '' })
    expect(named.stdout).toBe(latest.stdout)
  })

  test.each([
    [['moved'], 'outlive: "moved" fits 2 cells; expected more of one id:\n moved/echo (', 'moved/console ('],
    [['moved/consloe'], 'outlive: "moved/consloe" fits no cell; did you mean moved/console?', 'moved/console ('],
    [[], 'outlive: which cell? Expected an id', 'control/echo ('],
    [['.outlive/latest'], 'outlive: which cell? Expected an id', 'control/echo ('],
    [['nowhere', 'moved/echo'], 'nowhere/history.jsonl does not exist', 'is its folder the record of a run?'],
  ])('%j ends with status 2 and what there is', async (args, said, listed) => {
    const { stdout, stderr, exitCode } = await outlive(['explain', ...args], { cwd: withRecord('.outlive/latest') })
    expect(stderr.replaceAll(/\n +/g, '\n ')).toContain(said)
    expect(stderr).toContain(listed)
    expect({ stdout, exitCode }).toEqual({ stdout: '', exitCode: 2 })
  })

  test('report --verbose tells the affected ones after its table', async () => {
    const cwd = withRecord('.outlive/latest')
    const [table, verbose, json] = await Promise.all([
      outlive(['report'], { cwd }),
      outlive(['report', '--verbose'], { cwd }),
      outlive(['report', '--verbose', '--reporter', 'json'], { cwd }),
    ])
    expect(verbose.stdout.startsWith(table.stdout)).toBe(true)
    expect(verbose.stdout.slice(table.stdout.length)).toContain('console on linux, moved, 512 MiB: ')
    expect(JSON.parse(json.stdout).name).toBe('small')
  })
})
