/** What `outlive serve` has at which address. */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { judge } from '../../src/judge/judge.js'
import { policyOf } from '../../src/page/policy.js'
import { pack } from '../../src/record/pack.js'
import { recordsAt } from '../../src/serve/records.js'
import { recordRoutes } from '../../src/serve/routes.js'
import { keepTune } from '../../src/tune/record.js'
import { wholeRun } from '../report/build-run.js'
import { aTune } from '../report/build-tune.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-serve-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const record = (name: string, { isJudged = true, where = folder } = {}): string => {
  const path = join(where, name)
  mkdirSync(path, { recursive: true })
  writeFileSync(join(path, 'history.jsonl'), wholeRun.map((event) => `${JSON.stringify(event)}\n`).join(''))
  if (isJudged) writeFileSync(join(path, 'report.json'), JSON.stringify(judge(wholeRun)))
  return path
}

const routesFor = (named: readonly string[], all = folder) => recordRoutes(recordsAt(named, all))
const get = (routes: ReturnType<typeof recordRoutes>, path: string, name = '') =>
  routes.get(path, new URLSearchParams({ record: name }))
const list = (routes: ReturnType<typeof recordRoutes>) => JSON.parse(get(routes, '/records.json')?.body ?? '')

test('all records, newest first, those that were judged with their verdicts; each request looks anew', () => {
  const all = join(folder, 'all')
  mkdirSync(all)
  record('2026-01-01T00-00-00Z', { where: all })
  record('2026-01-02T00-00-00Z', { where: all, isJudged: false })
  symlinkSync('2026-01-02T00-00-00Z', join(all, 'latest'))
  mkdirSync(join(all, 'no-record'))
  const routes = routesFor([], all)
  expect(list(routes)).toEqual([
    { id: '2026-01-02T00-00-00Z', name: 'small', wallClock: '2026-11-23T04:37:57.000Z', kind: 'run', verdicts: null },
    {
      id: '2026-01-01T00-00-00Z',
      name: 'small',
      kind: 'run',
      wallClock: '2026-11-23T04:37:57.000Z',
      verdicts: { inconclusive: 3 },
    },
  ])
  record('2026-01-03T00-00-00Z', { where: all })
  expect(list(routes)).toHaveLength(3)
})

test('where nothing was run there is an empty list', () => {
  expect(list(routesFor([], join(folder, 'nowhere')))).toEqual([])
})

test('those that were named, packed ones too, each with a name of its own', () => {
  const one = record('one')
  const other = record('deep/one')
  const packed = join(folder, 'packed.tgz')
  pack(one, packed)
  const routes = routesFor([one, other, packed])
  expect(list(routes).map(({ id }: { id: string }) => id)).toEqual(['one', 'one-2', 'packed.tgz'])
  for (const id of ['one', 'one-2', 'packed.tgz']) {
    expect(JSON.parse(get(routes, '/reel.json', id)?.body ?? '')).toMatchObject({ head: { name: 'small' } })
    expect(get(routes, '/report', id)?.body).toMatch(/small/)
    expect(get(routes, '/replay', id)?.body).toMatch(/data-shows="replay"/)
  }
})

test('what was played several times has a report of all, and a record for each', () => {
  const all = join(folder, 'several')
  for (const name of ['repeat-1', 'repeat-2', 'repeat-10']) record(`2026-01-01T00-00-00Z/${name}`, { where: all })
  const ids = (routes: ReturnType<typeof recordRoutes>) => list(routes).map(({ id }: { id: string }) => id)
  const played = '2026-01-01T00-00-00Z'
  expect(ids(routesFor([], all))).toEqual([played, ...['1', '2', '10'].map((number) => `${played}/repeat-${number}`)])
  const routes = routesFor([join(all, played)])
  expect(list(routes).map(({ kind }: { kind: string }) => kind)).toEqual(['repeated', 'run', 'run', 'run'])
  expect(get(routes, '/report', played)?.body).toContain('repetition 2')
  expect(() => get(routes, '/reel.json', played)).toThrow(UsageError)
})

test('what tune found has its curves, and a record for each round', () => {
  const all = join(folder, 'tuned')
  record('2026-01-01T00-00-00Z/round-1', { where: all })
  keepTune(join(all, '2026-01-01T00-00-00Z'), aTune)
  const routes = routesFor([], all)
  expect(list(routes).map(({ kind }: { kind: string }) => kind)).toEqual(['tune', 'run'])
  expect(get(routes, '/report', '2026-01-01T00-00-00Z')?.body).toContain('tcp_retries2')
  // One that is damaged does not hide the others.
  writeFileSync(join(all, '2026-01-01T00-00-00Z/tune.json'), '{')
  expect(list(routes)).toHaveLength(2)
})

test('what is no record is refused when the command starts', () => {
  expect(() => routesFor([join(folder, 'missing')])).toThrow(UsageError)
})

test.each(['..', '../one', '%2e%2e/one', '/etc/passwd', 'one/../one', 'one\0', '__proto__', ''])(
  'a name that is not in the list leads nowhere: %j',
  (name) => {
    const routes = routesFor([record('one')])
    for (const path of ['/report', '/replay', '/reel.json']) expect(get(routes, path, name)).toBeUndefined()
  },
)

test.each(['/../../etc/passwd', '/src', '/one/history.jsonl', '/frames'])('nothing is at %s', (path) => {
  expect(get(routesFor([record('one')]), path, 'one')).toBeUndefined()
})

test('a page may run its own script and nothing else', () => {
  const page = get(routesFor([]), '/')
  expect(page?.policy).toMatch(/^default-src 'none'; script-src 'sha256-[^ ]+'; style-src 'sha256-[^;]+; /)
  expect(page?.policy).not.toMatch(/unsafe/)
  for (const part of [`connect-src 'self'`, `base-uri 'none'`, `form-action 'none'`, `frame-ancestors 'none'`]) {
    expect(page?.policy).toContain(part)
  }
})

test('scripts are named by what is in them', () => {
  // printf 'go()' | openssl dgst -sha256 -binary | base64
  expect(policyOf('<script type="module">go()</script>', 'own')).toContain(
    `script-src 'sha256-5KYv+PUboo5h+0+YAtGRPbwv5d/QxzHslP4YGnUaxRw='`,
  )
})
