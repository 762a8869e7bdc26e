import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { fixtureNames } from '../../src/scenario/fixture.js'
import { demoScenario, loadScenario } from '../../src/scenario/load.js'
import { folderWith, refusalOf } from './folder.js'

const good = `name: mine
presets: [vmotion]
memory: [1 GiB]
sessions: [echo]
profiles: [linux]
`

const refused = (content: string, others: Readonly<Record<string, string>> = {}): string[] => {
  const folder = folderWith({ 'a.yaml': content, ...others })
  return refusalOf(() => loadScenario(join(folder, 'a.yaml')), folder)
}

describe.each(fixtureNames('scenarios'))('scenario %s', (name) => {
  test('loads by its name, and has it', () => {
    expect(loadScenario(name).name).toBe(name)
  })
})

test('dynamic-it is three presets, five sizes, four sessions, two profiles, and the control', () => {
  const { cells } = loadScenario('fixtures/scenarios/dynamic-it.yaml')
  expect(cells.filter(({ control }) => !control)).toHaveLength(3 * 5 * 4 * 2)
  expect(cells.filter(({ control }) => control)).toHaveLength(4 * 2)
})

test('the demo is the same with one small VM, and over in a minute', () => {
  const { cells } = demoScenario()
  expect(cells).toHaveLength(3 * 4 * 2 + 4 * 2)
  expect(new Set(cells.map(({ memoryMiB }) => memoryMiB))).toEqual(new Set([1024]))
})

test('what is left out has a value', () => {
  const folder = folderWith({ 'a.yaml': good })
  expect(loadScenario(join(folder, 'a.yaml'))).toMatchObject({ unaffectedBelowMs: 1000, baselineMs: 3000 })
})

test('what is given has its value', () => {
  const folder = folderWith({ 'a.yaml': `${good}unaffectedBelow: 200 ms\nbaseline: 5 s\nsettle: 2 min\n` })
  expect(loadScenario(join(folder, 'a.yaml'))).toMatchObject({
    unaffectedBelowMs: 200,
    baselineMs: 5000,
    settleMs: 120_000,
  })
})

test('what is said besides the scenario takes the place of its own', () => {
  const folder = folderWith({ 'a.yaml': `${good}migrations: 2\n` })
  const phases = (migrations?: number): number | undefined =>
    loadScenario(join(folder, 'a.yaml'), {}, migrations === undefined ? {} : { migrations }).cells[0]?.plan.phases
      .length
  expect([phases(), phases(1), phases(5)]).toEqual([4, 2, 10])
})

test('presets and profiles of one’s own are found beside the scenario', () => {
  const folder = folderWith({
    'a.yaml': good.replace('[vmotion]', '[./fast.yaml]').replace('[linux]', '[bsd.yaml]'),
    'fast.yaml': `name: fast
summary: my own
method: failover
parameters:
  heartbeatMs: { value: 100, source: x, status: measured }
  missedHeartbeats: { value: 2, source: x, status: measured }
  takeOverMs: { value: 50, source: x, status: measured }
  serviceStartMs: { value: 10, source: x, status: measured }
`,
    'bsd.yaml': 'name: bsd\nsummary: my own\nsysctls: {}\nlimits: []\nsessions: {}\n',
  })
  const { cells, profiles } = loadScenario(join(folder, 'a.yaml'))
  expect(cells[0]).toMatchObject({ id: 'fast/1024MiB/echo/talking/bsd', profile: 'bsd' })
  expect(Object.keys(profiles)).toEqual(['bsd'])
})

test('what the VMs are set to, shortly and at length', () => {
  const guest = `guest:
  sysctls: { net.ipv4.tcp_retries2: 8 }
  services:
    database: { idleTimeout: { value: 10 min, setting: idle_session_timeout }, keepalive: true }
    echo: { idleTimeout: 90 s }
`
  const folder = folderWith({ 'a.yaml': good, 'b.yaml': good + guest })
  const [asItComes, set] = ['a', 'b'].map((name) => loadScenario(join(folder, `${name}.yaml`)).guest)
  expect(asItComes).toEqual({ sysctls: {}, clock: 'stops', services: {} })
  expect(set).toEqual({
    sysctls: { 'net.ipv4.tcp_retries2': 8 },
    clock: 'stops',
    services: {
      database: { idleTimeout: { value: 600_000, setting: 'idle_session_timeout' }, keepalive: true },
      echo: { idleTimeout: { value: 90_000, setting: 'idle timeout of the service' }, keepalive: false },
    },
  })
})

test('what no VM can be set to is refused', () => {
  const guest = `guest:
  sysctls: { vm.swappiness: 8 }
  clock: runs
  services:
    ecko: {}
    echo: { idleTimeout: 90 }
`
  expect(refused(good + guest)).toEqual([
    'a.yaml:7:29: guest.sysctls.vm.swappiness: "vm.swappiness" is no setting of a network namespace; expected one like net.ipv4.tcp_retries2',
    'a.yaml:8:10: guest.clock: "runs" is unknown; expected stops or jumps',
    'a.yaml:10:5: unknown key "ecko"; expected none, echo, file-copy, console or database; did you mean echo?',
    'a.yaml:11:26: guest.services.echo.idleTimeout: 90 is no time; expected one like "5 s", or { value: 5 s, setting: NAME }',
  ])
})

test('everything that is wrong is told at once, in the order of the file', () => {
  expect(
    refused(`name: X!
presets:
  - vmotoin
  - name: quick-migration
    with: { storageLinkMbitPerS: -1, handOverMS: 2 }
    az: 3
  - 7
memory: [512, 1 GB, -2 GiB, 0 MiB, 1 GiB, 1024 MiB]
sesions: [echo]
sessions: [ecko, file-copy, file-copy]
profiles: [windows-2018]
wire: dorp
settle: 3
baseline: 3 sec
`),
  ).toEqual([
    'a.yaml:1:7: name: "X!" is no name; expected small letters, digits and dashes',
    `a.yaml:3:5: presets[0]: unknown preset "vmotoin"; expected ${fixtureNames('presets').join(', ')} or the path of a .yaml file; did you mean vmotion?`,
    'a.yaml:5:34: presets[1].with.storageLinkMbitPerS: -1 is too small; expected at least 0.1',
    'a.yaml:5:38: unknown key "handOverMS"; expected storageLinkMbitPerS, storageWriteMbitPerS, storageReadMbitPerS, handOverMs or announceDelayMs; did you mean handOverMs?',
    'a.yaml:6:5: unknown key "az"; expected name, with or as; did you mean as?',
    'a.yaml:7:5: presets[2]: 7 is no preset; expected its name, or { name, with, as }',
    'a.yaml:8:10: memory[0]: 512 has no unit; write "512 MiB" or "2 GiB"',
    'a.yaml:8:15: memory[1]: "1 GB" has an unknown unit; expected MiB, GiB or TiB; did you mean "1 GiB"?',
    'a.yaml:8:21: memory[2]: "-2 GiB" is out of range; expected 1 MiB to 64 TiB',
    'a.yaml:8:29: memory[3]: "0 MiB" is out of range; expected 1 MiB to 64 TiB',
    'a.yaml:8:43: memory[5]: 1024 MiB is here twice; it was [4] already',
    'a.yaml:9:1: unknown key "sesions"; expected name, presets, memory, sessions, shapes, profiles, wire, topology, guest, migrations, unaffectedBelow, baseline, needs, expect or settle; did you mean sessions?',
    'a.yaml:10:12: sessions[0]: "ecko" is unknown; expected none, echo, file-copy, console or database; did you mean echo?',
    'a.yaml:10:29: sessions[2]: file-copy is here twice; it was [1] already',
    `a.yaml:11:12: profiles[0]: unknown profile "windows-2018"; expected ${fixtureNames('profiles').join(', ')} or the path of a .yaml file; did you mean windows-2008?`,
    'a.yaml:12:7: wire: "dorp" is unknown; expected drop, hold, answer, reset or unreachable; did you mean drop?',
    'a.yaml:13:9: settle: 3 has no unit; write "500 ms", "8 s" or "2 min"',
    'a.yaml:14:11: baseline: "3 sec" has an unknown unit; expected ms, s, min or h; did you mean "3 s"?',
  ])
})

test.each([
  [
    'keys that are missing',
    'name: mine\nmemory: [1 GiB]\nsessions: [echo]\n',
    [
      'a.yaml:1:1: presets: is missing; expected a list like [vmotion, quick-migration]',
      'a.yaml:1:1: profiles: is missing; expected a list like [linux]',
    ],
  ],
  ['an empty list', good.replace('[echo]', '[]'), ['a.yaml:4:11: sessions: is empty; expected at least one']],
  [
    'one thing instead of a list',
    good.replace('[echo]', 'echo'),
    ['a.yaml:4:11: sessions: "echo" is no list; expected a list like [echo, database]'],
  ],
  ['a list instead of a map', '- a\n', ['a.yaml:1:1: ["a"] is a list; expected a map of keys and values']],
  [
    'a parameter out of range',
    good.replace('[vmotion]', '[{ name: vmotion, with: { linkMbitPerS: 0 } }]'),
    ['a.yaml:2:50: presets[0].with.linkMbitPerS: 0 is too small; expected at least 0.1'],
  ],
  [
    'a parameter that is no number',
    good.replace('[vmotion]', '[{ name: vmotion, with: { linkMbitPerS: .inf } }]'),
    ['a.yaml:2:50: presets[0].with.linkMbitPerS: Infinity is no number, true or false'],
  ],
  [
    'a preset that is there twice',
    good.replace('[vmotion]', '[vmotion, { name: vmotion }]'),
    ['a.yaml:2:20: presets[1]: vmotion is here twice; it was [0] already'],
  ],
  [
    'the name of the control',
    good.replace('[vmotion]', '[{ name: vmotion, as: control }]'),
    ['a.yaml:2:11: presets[0]: "control" is the VM that is not moved; give it another name by "as"'],
  ],
  [
    'a migration that takes days',
    good.replace('[vmotion]', '[quick-migration]').replace('1 GiB', '8 TiB'),
    ['a.yaml:2:11: presets[0]: quick-migration with 8388608 MiB: the migration would take 39 h; expected at most 24 h'],
  ],
  [
    'a file that is not there',
    good.replace('[vmotion]', '[./mine.yaml]'),
    ['a.yaml:2:11: presets[0]: mine.yaml cannot be read: there is no such file'],
  ],
  [
    'a key that is a trap',
    `${good}__proto__: { x: 1 }\n`,
    [
      'a.yaml:6:1: unknown key "__proto__"; expected name, presets, memory, sessions, shapes, profiles, wire, topology, guest, migrations, unaffectedBelow, baseline, needs, expect or settle',
    ],
  ],
])('%s is refused', (_, content, message) => {
  expect(refused(content)).toEqual(message)
})

test('a migration that never ends is refused', () => {
  const preset = '{ name: vmotion, with: { linkMbitPerS: 100, stopWhenNotShrinking: false, slowToLinkShare: 0 } }'
  expect(refused(good.replace('vmotion', preset))).toEqual([expect.stringMatching(/^a.yaml:2:11: .*never ends/)])
})

test('what is wrong in a preset of one’s own is told with its place in that file', () => {
  expect(
    refused(good.replace('[vmotion]', '[vmotion, ./mine.yaml]'), {
      'mine.yaml': 'name: mine\nsummary: my own\nmethod: suspnd\nparameters: {}\nextra: 1\n',
    }),
  ).toEqual([
    'a.yaml:2:20: presets[1]: mine.yaml:3:9: method: "suspnd" is unknown; expected none, precopy, postcopy, suspend, storage, failover, restart, stun or series; did you mean suspend?',
    '  mine.yaml:5:1: unknown key "extra"; expected name, summary, method or parameters',
  ])
})

test('a file that is something else altogether is not told line by line without end', () => {
  const lines = Array.from({ length: 200 }, (_, i) => `key-${i}: ${i}\n`).join('')
  const refusal = refused(lines)
  expect(refusal).toHaveLength(51)
  expect(refusal.at(-1)).toBe('… and 155 more')
})

test('an unknown scenario is refused with those there are', () => {
  expect(refusalOf(() => loadScenario('demoo'))).toEqual([
    `unknown scenario "demoo"; expected ${fixtureNames('scenarios').join(', ')} or the path of a .yaml file; did you mean demo?`,
  ])
})

describe('expect', () => {
  const loaded = (expect: string) => {
    const folder = folderWith({ 'a.yaml': `${good}expect: ${expect}\n` })
    return loadScenario(join(folder, 'a.yaml')).cells.map(({ control, expected }) => (control ? 'control' : expected))
  }

  test('is of the sessions that match; of several patterns the last counts; the control is not meant', () => {
    expect(loaded('{ "*": died }')).toEqual([{ verdicts: ['died'] }, 'control'])
    expect(loaded('{ vmotion: died, ECHO: [unaffected, stalled] }')).toEqual([
      { verdicts: ['unaffected', 'stalled'] },
      'control',
    ])
    const all = '{ "*": { verdict: stalled, maxStall: 3 s, cause: client kernel, without: [ECONNRESET, "exit 1"] } }'
    expect(loaded(all)[0]).toEqual({
      verdicts: ['stalled'],
      maxStallMs: 3000,
      causes: ['client kernel'],
      without: ['ECONNRESET', 'exit 1'],
    })
  })

  test.each([
    [
      '{ vmotoin: died }',
      'a.yaml:6:11: expect: no session is like "vmotoin"; they are like vmotion/1024MiB/echo/talking/linux',
    ],
    [
      '{ vmotion: dead }',
      'a.yaml:6:20: expect.vmotion: "dead" is unknown; expected unaffected, stalled, reconnected or died; did you mean died?',
    ],
    [
      '{ vmotion: { maxStall: 3 } }',
      'a.yaml:6:32: expect.vmotion.maxStall: 3 has no unit; write "500 ms", "8 s" or "2 min"',
    ],
    [
      '{ vmotion: { without: [EPIPE, reset] } }',
      'a.yaml:6:39: expect.vmotion.without[1]: "reset" is no symptom; expected ECONNRESET, or any other error code; "exit 1"; "hang 60s"; unaffected, stalled, reconnected, died; lost, duplicated, corrupted; "stdout REGEX": a line that the client prints. For a line that is printed write "stdout reset"',
    ],
    ['{ vmotion: [] }', 'a.yaml:6:20: expect.vmotion: is empty; expected at least one'],
  ])('%s is refused', (written, message) => {
    expect(refused(`${good}expect: ${written}\n`)).toEqual([message])
  })
})

test('needs are programs with their Debian packages and modules with their npm packages', () => {
  const folder = folderWith({
    'a.yaml': `${good}needs: { psql: postgresql-client, "module:@grpc/grpc-js": "@grpc/grpc-js" }\n`,
  })
  expect(loadScenario(join(folder, 'a.yaml'))).toMatchObject({
    folder,
    needs: [
      { kind: 'program', name: 'psql', comesWith: 'postgresql-client' },
      { kind: 'module', name: '@grpc/grpc-js', comesWith: '@grpc/grpc-js' },
    ],
  })
})

test('of what may be written in two ways that one is told about which was meant', () => {
  const sessions = '[{ name: console, endsOn: moon }, { name: consle, endsOn: host }]'
  expect(refused(good.replace('[echo]', sessions))).toEqual([
    'a.yaml:4:37: sessions[0].endsOn: "moon" is unknown; expected guest or host',
    'a.yaml:4:53: sessions[1].name: "consle" is unknown; expected none, echo, file-copy, console or database; did you mean console?',
  ])
})
