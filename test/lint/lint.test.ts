import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { lint as lintSettings, provingScenario, readSettings } from '../../src/lint/lint.js'
import { type Lint, lintSchema, type Outcome } from '../../src/lint/result.js'
import { lintReporters } from '../../src/report/lint.js'
import { resolveScenario } from '../../src/scenario/resolve.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
afterAll(() => rmSync(folder, { recursive: true }))
const file = (name: string, text: string): string => {
  const path = join(folder, name)
  writeFileSync(path, text)
  return path
}

const moves = resolveScenario({
  name: 'lint',
  presets: ['vmotion', { name: 'pause', as: 'long', with: { stunMs: 30_000 } }],
  memory: ['1 GiB'],
  wire: 'drop',
  sessions: ['echo'],
  shapes: ['talking', 'idle', 'listening'],
  profiles: ['linux'],
})
const lint = (names: readonly string[], given: typeof moves, balancerIdleMs?: number): Lint =>
  lintSettings(readSettings(names, given), given, balancerIdleMs)
const outcome = ({ subjects }: Lint, preset: string, shape: Outcome['shape'] = 'talking', subject = 0): Outcome => {
  const found = subjects[subject]?.outcomes.find((each) => each.preset === preset && each.shape === shape)
  if (found === undefined) throw new Error('no such outcome')
  return found
}
const postgres = (query: string): string => `postgresql://user:secret@db/x?${query}`

describe('what decides is told with the place where it is set', () => {
  test('of a kernel', () => {
    const path = file(
      '60.conf',
      '# ours\nnet.ipv4.tcp_retries2 = 15\n\n-net/ipv4/tcp_retries2=5\nnet.core.somaxconn = 9\n',
    )
    const found = lint([path], moves)
    expect(outcome(found, 'vmotion')).toMatchObject({ outlook: 'survives', decides: null })
    expect(outcome(found, 'long')).toMatchObject({
      outlook: 'dies',
      decides: { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 5, set: { file: path, line: 4 } },
      needed: [{ setting: 'net.ipv4.tcp_retries2', value: 8 }],
    })
    expect(
      lint([file('8.conf', 'net.ipv4.tcp_retries2=8')], moves).subjects[0]?.outcomes.map(({ outlook }) => outlook),
    ).not.toContain('dies')
  })

  test.each([
    ['postgresql://u:p@db/x?tcp_user_timeout=8000', 'tcp_user_timeout', 8000],
    ["host=db password='a b' tcp_user_timeout=8000", 'tcp_user_timeout', 8000],
    ['jdbc:postgresql://db/x?password=p&socketTimeout=8', 'socketTimeout', 8000],
    ['jdbc:mysql://db/x?socketTimeout=8000', 'socketTimeout', 8000],
    ['jdbc:mariadb://db/x?socketTimeout=8000', 'socketTimeout', 8000],
  ])('of %s', (text, setting, value) => {
    const found = lint([text], moves)
    expect(outcome(found, 'long')).toMatchObject({ outlook: 'dies', decides: { setting, value } })
    expect(outcome(found, 'vmotion').outlook).toBe('survives')
  })

  test('of a variable in a .env file', () => {
    const path = file('.env', `A=1\nexport DB="${postgres('tcp_user_timeout=8000')}"\n`)
    const found = lint([path], moves)
    expect(found.subjects).toMatchObject([{ name: 'DB', reader: 'libpq', file: path, line: 2 }])
    expect(outcome(found, 'long').decides?.set).toEqual({ file: path, line: 2 })
  })

  test('of a host of an ssh_config, in the words of OpenSSH', () => {
    const path = file(
      'ssh_config',
      'Host db\n  ServerAliveInterval 5\nHost patient\n  ServerAliveInterval 60\nHost *\n  ServerAliveCountMax 3\n',
    )
    const found = lint([path], moves)
    expect(found.subjects.map(({ name }) => name)).toEqual(['db', 'patient', '*'])
    expect(outcome(found, 'long')).toMatchObject({
      outlook: 'dies',
      decides: { setting: 'ServerAliveInterval × (ServerAliveCountMax + 1)', value: 20_000 },
    })
    expect(outcome(found, 'long', 'talking', 1).outlook).toBe('survives')
  })

  test('of a manifest: a pod’s kernel and its containers’ connection strings', () => {
    const manifest = `apiVersion: v1
kind: Pod
spec:
  securityContext:
    sysctls:
      - name: net.ipv4.tcp_retries2
        value: "5"
  containers:
    - env:
        - name: DB
          value: ${postgres('connect_timeout=5')}
---
apiVersion: v1
kind: ConfigMap
data:
  url: jdbc:mysql://db/x?socketTimeout=8000
`
    const path = file('pod.yaml', manifest)
    const found = lint([path], moves)
    expect(found.subjects.map(({ name, line }) => [name, line])).toEqual([
      ['DB', 10],
      ['url', 16],
    ])
    expect(outcome(found, 'long').decides).toMatchObject({ setting: 'net.ipv4.tcp_retries2', set: { line: 6 } })
    expect(outcome(found, 'long', 'talking', 1).decides).toMatchObject({ setting: 'socketTimeout', set: { line: 16 } })
  })
})

describe('settings that contradict each other', () => {
  test.each([
    ['user-timeout', postgres('tcp_user_timeout=20000&keepalives_idle=30&keepalives_count=3'), undefined],
    ['deaf-keepalive', postgres('keepalives=0&keepalives_idle=30'), undefined],
    ['connect-timeout', postgres('connect_timeout=300'), undefined],
    ['balancer-idle', postgres('keepalives_idle=400'), 350_000],
    ['balancer-idle', postgres('keepalives=0'), 350_000],
  ])('%s: %s', (rule, text, balancer) => {
    expect(lint([text], moves, balancer).contradictions.map((each) => each.rule)).toEqual([rule])
  })

  test.each([postgres('keepalives_idle=30&keepalives_count=3'), postgres('tcp_user_timeout=60000&connect_timeout=10')])(
    'not: %s',
    (text) => {
      expect(lint([text], moves, 350_000).contradictions.filter(({ rule }) => rule !== 'balancer-idle')).toEqual([])
    },
  )

  test('a count without an interval, in an ssh_config', () => {
    const path = file('ssh_config', 'Host *\n  ServerAliveCountMax 3\n')
    expect(lint([path], moves).contradictions).toMatchObject([{ rule: 'server-alive', file: path, line: 2 }])
  })
})

test.each([
  ['nothing.txt', 'hello', 'no settings of TCP sessions are known in it; expected a .env file'],
  ['.env', 'A=1', 'it is read as a .env file with connection strings, and there is none in it'],
  [
    '60.conf',
    'net.ipv4.tcp_retries2 = many',
    '60.conf:1: net.ipv4.tcp_retries2 is "many"; expected a number of at least 0',
  ],
  ['pod.yaml', 'apiVersion: v1\nkind: Pod\nspec: {', 'pod.yaml:3: '],
])('%s with %j is refused', (name, text, words) => {
  expect(() => lint([file(name, text)], moves)).toThrow(words)
})

test('a file that does not exist is refused', () => {
  expect(() => lint(['no-such-file'], moves)).toThrow(
    'no-such-file does not exist; expected a file or a connection string',
  )
})

test('what proves it has each subject’s timers on a machine of its own, the control too', () => {
  const settings = readSettings(
    [postgres('tcp_user_timeout=8000'), file('60.conf', 'net.ipv4.tcp_retries2 = 5')],
    moves,
  )
  const { cells, profiles } = provingScenario(settings, moves)
  expect(cells).toHaveLength(moves.cells.length)
  expect(new Set(cells.map(({ id }) => id)).size).toBe(cells.length)
  for (const { timers, profile } of cells) {
    expect(timers.userTimeout?.value).toBe(8000)
    expect(profiles[profile]?.sysctls['net.ipv4.tcp_retries2']?.value).toBe(5)
  }
})

describe('shown', () => {
  const found = lint([postgres('tcp_user_timeout=8000&connect_timeout=300')], moves)
  const look = { columns: 100, colours: false, unicode: true }
  const all = [
    lintReporters.pretty(found, look),
    lintReporters.json(found),
    lintReporters.github(found),
    lintReporters.junit(found),
  ]

  test('no password is, in any way', () => {
    for (const text of all) expect(text).not.toContain('secret')
  })

  test('it is said that it was predicted', () => {
    expect(all[0]).toContain('nothing was played')
    expect(lintSchema.parse(JSON.parse(all[1] ?? '')).predicted).toBe(true)
    expect(all[2]).toContain('(predicted)')
    expect(all[3]).toContain('(predicted)')
  })

  test('at file and line for GitHub, on one line each', () => {
    for (const line of (all[2] ?? '').trimEnd().split('\n')) {
      expect(line).toMatch(/^::(error|warning) file=[^:,]+,line=\d+,title=[^:,]+::.+$/)
    }
  })

  test('as JUnit, with a failure for each that dies', () => {
    const died = found.subjects.flatMap(({ outcomes }) => outcomes.filter(({ outlook }) => outlook === 'dies'))
    expect(all[3]?.match(/<failure /g)).toHaveLength(died.length)
    expect(all[3]).toMatch(/^<\?xml version="1.0"/)
  })
})
