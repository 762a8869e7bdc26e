import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { UsageError } from '../../src/errors.js'
import { forEngine } from '../../src/scenario/for-engine.js'
import { packageRoot } from '../../src/scenario/package-root.js'
import { resolveDocument, resolveScenario } from '../../src/scenario/resolve.js'
import type { ScenarioDocument } from '../../src/scenario/scenario.js'

const scenario = (...sessions: unknown[]): ScenarioDocument =>
  ({
    name: 'mine',
    presets: ['vmotion'],
    memory: ['1 GiB'],
    sessions,
    profiles: ['linux'],
    shapes: ['idle', 'talking', 'listening'],
  }) as ScenarioDocument

const mine = { name: 'my-db', service: { command: './serve' }, client: { command: './talk' } }

const refusal = (...sessions: unknown[]): string => {
  try {
    resolveScenario(scenario(...sessions))
  } catch (error) {
    if (error instanceof UsageError) return error.message
    throw error
  }
  throw new Error('it was accepted')
}

test('a session of somebody’s own programs is one cell a VM and profile, whatever shapes the others have', () => {
  const { cells } = resolveScenario(scenario(mine, 'echo'))
  const own = cells.filter(({ session }) => session === 'my-db')
  expect(own.map(({ id }) => id)).toEqual([
    'vmotion/1024MiB/my-db/talking/linux',
    'control/1024MiB/my-db/talking/linux',
  ])
  expect(own[0]?.command).toEqual({
    name: 'my-db',
    service: { command: './serve', ready: { within: 30_000 }, cwd: process.cwd(), env: {} },
    client: { command: './talk', cwd: process.cwd(), env: {}, settings: {}, watch: [] },
  })
  expect(cells.filter(({ session }) => session === 'echo')).toHaveLength(6)
})

test('paths are relative to the scenario', () => {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-command-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const document = scenario({ ...mine, service: { ...mine.service, data: '.' } })
  const { cells } = resolveDocument({ name: 'mine', value: document }, folder, {})
  expect(cells[0]?.command).toMatchObject({ service: { cwd: folder, data: folder }, client: { cwd: folder } })
})

test.each<[string, object, string]>([
  [
    'a name of ours',
    { ...mine, name: 'echo' },
    'sessions[0].name: "echo" comes with outlive; expected another name for your own',
  ],
  [
    'no client',
    { name: 'x', service: mine.service },
    'sessions[0].client: is missing; expected a map of keys and values',
  ],
  [
    'a key that is misspelt',
    { ...mine, client: { comand: './talk' } },
    'scenario: unknown key "comand"; expected command, cwd, env, settings, success, audit, watch or exchange; did you mean command?',
  ],
  [
    'two ways to be ready',
    { ...mine, service: { command: 'x', ready: { port: 1, log: 'up' } } },
    'sessions[0].service.ready: has several ways to be ready; expected one of port, log or command',
  ],
  [
    'no regular expression',
    { ...mine, client: { command: 'x', exchange: { regex: '(' } } },
    'sessions[0].client.exchange.regex: "(" is no regular expression: Invalid regular expression: /(/',
  ],
  [
    'an empty exchange',
    { ...mine, client: { command: 'x', exchange: {} } },
    'exchange: says nothing; expected regex, interval or both',
  ],
  [
    'a folder that is not there',
    { ...mine, service: { command: 'x', cwd: '/no/such/folder' } },
    'sessions[0].service.cwd: "/no/such/folder" is no folder',
  ],
])('%s is refused in words', (_, session, words) => {
  expect(refusal(session)).toContain(words)
})

test('only one may leave it open on which port it listens', () => {
  const other = { ...mine, name: 'other' }
  expect(refusal(mine, other)).toContain(
    'sessions: my-db and other are ready as soon as anything listens, so nobody can tell which; give all but one a `ready`',
  )
})

test('the README’s session can be played', () => {
  const readme = readFileSync(join(packageRoot, 'README.md'), 'utf8')
  const [, yaml = ''] = /```yaml\n(sessions:\n[\s\S]*?)```/.exec(readme) ?? []
  const { cells } = resolveScenario(scenario(...parse(yaml).sessions))
  expect(cells[0]?.command).toMatchObject({ name: 'psql', service: { ready: { port: 5432, within: 60_000 } } })
})

test('two of one name are refused', () => {
  expect(refusal(mine, mine)).toContain('sessions[1]: my-db is here twice; it was [0] already')
})

test('an engine without VMs to start them in refuses them', () => {
  expect(() => forEngine(resolveScenario(scenario(mine)), 'loopback', ['answer', 'none'])).toThrow(
    'engine loopback cannot play session my-db',
  )
})
