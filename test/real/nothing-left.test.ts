import { randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { readHistory } from '../../src/record.js'
import { eventually, marked, type Owned, ownedBy, stillThere } from './left-behind.js'
import { netnsMissing } from './play.js'

const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** Programs that leave their parents and heed no signal. */
const stubborn = (command: string): string => `setsid -f sh -c 'trap "" TERM INT; sleep 500; sleep 500'; ${command}`
const sessions = {
  loopback: ['echo', 'console'],
  netns: [
    'echo',
    'console',
    {
      name: 'own',
      service: { command: stubborn('true'), ready: { command: 'true' } },
      client: { command: stubborn('while sleep 0.2; do echo tick; done'), exchange: { regex: 'tick' } },
    },
  ],
}

const scenario = (engine: keyof typeof sessions) => `
name: to-be-killed
presets: [{ name: quick-migration, as: pause, with: { handOverMs: 20000 } }]
memory: [1 MiB]
sessions: ${JSON.stringify(sessions[engine])}
profiles: [linux]
baseline: 2 s
`

const moments = {
  'while the machines boot': () => true,
  'during the base line': (history: string) => history.includes('"connected"'),
  'in the middle of a blackout': (history: string) => history.includes('"stopped"'),
}
const signals = ['SIGINT', 'SIGTERM', 'SIGKILL'] as const
const engines = ['netns', 'loopback'] as const

const cases = engines.flatMap((engine) =>
  Object.entries(moments).map(([moment, reached]) => ({ engine, moment, reached })),
)

// What was left behind once is one time too many: no second try.
test.for(cases)(
  '$engine: killed $moment leaves nothing behind',
  { retry: 0 },
  async ({ engine, reached }, { skip }) => {
    if (engine === 'netns' && netnsMissing !== '') skip(netnsMissing)
    const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
    // Temporary files of the runs show up here, if there are any.
    const temporary = mkdtempSync(join(tmpdir(), 'outlive-test-'))
    const mark = randomUUID()
    const sharedMemory = readdirSync('/dev/shm')
    const owned: Owned[] = []
    writeFileSync(join(folder, 'scenario.yaml'), scenario(engine))

    const killedBy = async (signal: (typeof signals)[number]): Promise<void> => {
      const record = join(folder, signal)
      const child = execa('node', [cli, 'run', join(folder, 'scenario.yaml'), '--engine', engine, '--record', record], {
        env: { OUTLIVE_TEST_MARK: `${mark} ${signal}`, TMPDIR: temporary },
        reject: false,
        cleanup: false,
      })
      const historySoFar = (): string => {
        try {
          return readFileSync(join(record, 'history.jsonl'), 'utf8')
        } catch {
          return ''
        }
      }
      const end = Date.now() + 60_000
      while (!(historySoFar() !== '' && reached(historySoFar())) && Date.now() < end) await sleep(20)
      expect(reached(historySoFar()), historySoFar().slice(-2000)).toBe(true)
      expect(marked(`${mark} ${signal}`).length).toBeGreaterThan(1)

      const its = ownedBy(`${mark} ${signal}`)
      if (engine === 'netns') expect(its.namespaces.length).toBeGreaterThan(0)
      owned.push(its)
      child.kill(signal)
      const result = await child
      if (signal !== 'SIGKILL') expect(result.exitCode).toBe(signal === 'SIGINT' ? 130 : 143)
      // The record is kept, and can be read as far as it was written.
      const last = readHistory(record).at(-1)
      if (signal !== 'SIGKILL') expect(last).toMatchObject({ type: 'run-ended', reason: 'interrupted' })
    }
    try {
      await Promise.all(signals.map(killedBy))
      await eventually(() => marked(mark).join('\n'), '')
      for (const its of owned) await eventually(() => stillThere(its), [])
      // Whatever removes them may have started after the list of processes was taken, and ends a moment after those it ended.
      await eventually(() => readdirSync(temporary), [])
      await eventually(() => readdirSync('/dev/shm'), sharedMemory)
    } finally {
      rmSync(folder, { recursive: true, force: true })
      rmSync(temporary, { recursive: true, force: true })
    }
  },
)
