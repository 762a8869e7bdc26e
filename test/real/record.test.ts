/** What is kept of a run: none of its secrets, and, when it is killed, all that it saw until then. */
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { expect, test, vi } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { numberedIn } from '../../src/record/repetitions.js'
import { emptyFolder, environment, outlive, program } from '../cli/outlive.js'
import { problemsWith } from '../schemas.js'
import { netnsMissing } from './play.js'

const scenario = (pauseMs: number, sessions: string) => `
name: small
presets: [{ name: pause, as: pause, with: { stunMs: ${pauseMs} } }]
memory: [1 MiB]
profiles: [linux]
baseline: 1 s
sessions: ${sessions}
`
const folderWith = (text: string): string => {
  const folder = emptyFolder()
  writeFileSync(join(folder, 'small.yaml'), text)
  return folder
}

/** All that is in a folder, as one text. */
const textOf = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile())
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n')

const secrets = ['url-hunter2', 'env-hunter2', 'line-hunter2', 'inherited-hunter2']
const leaky = JSON.stringify([
  {
    name: 'leaky',
    service: {
      command: 'echo serving $VAULT; exec sleep 60',
      ready: { log: 'serving' },
      env: { VAULT: 'env-hunter2' },
    },
    client: {
      command:
        'echo ECONNRESET postgres://u:url-hunter2@vm/db; echo --password=line-hunter2; echo line-hunter2 $VAULT $API_TOKEN; sleep 4',
      env: { VAULT: 'env-hunter2' },
    },
  },
])

test.skipIf(netnsMissing !== '').concurrent('no secret is in what is kept or shown of a run', async () => {
  const cwd = folderWith(scenario(500, leaky))
  const env = { API_TOKEN: 'inherited-hunter2' }
  const run = await outlive(['run', 'small.yaml', '--record', 'record', '--reporter', 'pretty,json'], { cwd, env })
  const kept = textOf(join(cwd, 'record'))
  expect(kept).toContain('postgres://u:***@vm/db')
  expect(kept).toContain('serving ***')
  for (const secret of secrets) expect(`${kept}${run.stdout}${run.stderr}`).not.toContain(secret)

  const { stderr, exitCode } = await outlive(['replay', 'record', '--quiet'], { cwd })
  expect(stderr).toMatch(/has a password that is not in the record; write it as \$NAME|the value of VAULT is not in/)
  expect(exitCode).toBe(2)
})

test
  .skipIf(netnsMissing !== '')
  .concurrent('a session that stalls does so again when its record is played again', async () => {
    const cwd = folderWith(scenario(2000, '[echo]'))
    const quiet = ['--quiet', '--record']
    await outlive(['run', 'small.yaml', '--reporter', 'none', ...quiet, 'one'], { cwd })
    const { stdout, exitCode } = await outlive(['replay', 'one', ...quiet, 'two'], { cwd })
    expect(stdout).toMatch(/^✓ pause\/1MiB\/echo\/talking\/linux +stalled: /m)
    expect(stdout).toMatch(/^played again: 2 of 2 sessions as before$/m)
    expect(exitCode).toBe(0)
  })

test
  .skipIf(netnsMissing !== '')
  .concurrent('played twice: two records as their schemas say, JSON lines meanwhile, one report', async () => {
    const cwd = folderWith(scenario(1500, '[echo]'))
    const reporters = ['--reporter', 'pretty,jsonl=lines.jsonl,json=report.json']
    const { stdout } = await outlive(
      ['run', 'small.yaml', '--repeat', '2', '--quiet', '--record', 'twice', ...reporters],
      {
        cwd,
      },
    )
    expect(stdout).toMatch(/^small, played 2 times: 2 sessions/)
    expect(stdout).toMatch(/echo on linux +~ stalled +2 of 2 \(34 to 100 %\)/)

    const linesOf = (file: string): { readonly type: string }[] =>
      readFileSync(join(cwd, file), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line))
    const [ofHistory, ofReport] = [problemsWith('history'), problemsWith('report')]
    const histories = [1, 2].flatMap((number) => linesOf(`twice/repeat-${number}/history.jsonl`))
    expect(histories.flatMap((event) => ofHistory(event).map((problem) => `${event.type}: ${problem}`))).toEqual([])
    const lines = linesOf('lines.jsonl')
    const numbered = [1, 2].flatMap((number) =>
      linesOf(`twice/repeat-${number}/history.jsonl`).map((event) => numberedIn(event as HistoryEvent, number - 1)),
    )
    expect(lines.slice(0, histories.length)).toEqual(numbered)
    expect(lines.slice(histories.length).map(({ type }) => type)).toEqual([...Array(4).fill('result'), 'report'])

    const report = JSON.parse(readFileSync(join(cwd, 'report.json'), 'utf8'))
    expect(ofReport(report)).toEqual([])
    expect(report.shares.map(({ of }: { of: number }) => of)).toEqual([2, 2])
    expect(report.cells.map(({ id }: { id: string }) => id.slice(-2))).toEqual(['#1', '#1', '#2', '#2'])

    const again = await outlive(['report', 'twice', '--reporter', 'json'], { cwd })
    expect(JSON.parse(again.stdout)).toEqual(report)
    expect((await outlive(['explain', 'twice', 'echo'], { cwd })).stderr).toContain('which one? Expected one like')
  })

test
  .skipIf(netnsMissing !== '')
  .concurrent('a run that is killed leaves a record up to then, which says so', async () => {
    const cwd = folderWith(scenario(20_000, '[echo]'))
    const running = execa(process.execPath, [program, 'run', 'small.yaml', '--quiet', '--record', 'record'], {
      cwd,
      env: environment,
      reject: false,
    })
    const history = join(cwd, 'record/history.jsonl')
    await vi.waitFor(() => expect(readFileSync(history, 'utf8')).toContain('"act":"stopped"'), { timeout: 60_000 })
    running.kill('SIGKILL')
    await running
    const { stdout, exitCode } = await outlive(['report', 'record'], { cwd })
    expect(stdout).toContain('! The run did not finish (broken off)')
    expect(exitCode).toBe(3)
  })
