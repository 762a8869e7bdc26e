/** Whatever is asked of the server, and whatever is in the records that it shows: it goes on, tells nothing that lies elsewhere, and changes nothing. */
import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { WebSocket } from 'ws'
import { UsageError } from '../../src/errors.js'
import { openFeed } from '../../src/live/feed.js'
import type { Message } from '../../src/live/format.js'
import { recordsAt } from '../../src/serve/records.js'
import { liveRoutes, recordRoutes } from '../../src/serve/routes.js'
import { openServer, type Server } from '../../src/serve/server.js'
import { emptyFolder } from '../cli/outlive.js'
import { wholeRun } from '../report/build-run.js'

vi.setConfig({ testTimeout: 60_000 })

const secret = 'nobody is to see this'
const lines = wholeRun.map((event) => JSON.stringify(event))
let all = ''

beforeAll(() => {
  const folder = emptyFolder()
  all = join(folder, 'records')
  mkdirSync(join(all, 'one'), { recursive: true })
  writeFileSync(join(all, 'one/history.jsonl'), lines.join('\n'))
  writeFileSync(join(all, 'one/notes.txt'), secret)
  writeFileSync(join(folder, 'elsewhere'), secret)
  mkdirSync(join(folder, 'other'))
  writeFileSync(join(folder, 'other/history.jsonl'), secret)
  symlinkSync('../other', join(all, 'link'))
})

/** Every file below, with what is in it. */
const contents = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
    [
      join(entry.parentPath, entry.name),
      entry.isFile() ? readFileSync(join(entry.parentPath, entry.name), 'utf8') : '',
    ].join('\n'),
  )

const step = fc.constantFrom(
  ...['..', '.', '', 'one', 'link', 'elsewhere', 'other', 'notes.txt', 'history.jsonl', 'records', 'etc', 'passwd'],
  ...[
    '%2e%2e',
    '%2f',
    '..%2f',
    '%00',
    '\0',
    '~',
    'latest',
    'report',
    'replay',
    'reel.json',
    '__proto__',
    'constructor',
  ],
)
const path = fc.oneof(
  fc.constantFrom('/', '/records.json', '/replay', '/reel.json', '/report', '/frames'),
  fc.array(step, { maxLength: 6 }).map((steps) => `/${steps.join('/')}`),
  fc.string(),
)
const name = fc.oneof(
  fc.constantFrom('one', 'link', '', '.', '..', '../elsewhere', '/etc/passwd', 'one/../../other', 'one\0', '__proto__'),
  fc.array(step, { maxLength: 5 }).map((steps) => steps.join('/')),
  fc.string(),
)

test('no address and no name of a record leads elsewhere, and nothing is written', () => {
  const before = contents(all)
  const routes = recordRoutes(recordsAt([], all))
  fc.assert(
    fc.property(path, name, (asked, record) => {
      const answer = routes.get(asked, new URLSearchParams({ record }))
      expect(answer?.body ?? '').not.toContain(secret)
    }),
    { numRuns: 100 },
  )
  expect(contents(all)).toEqual(before)
})

test('a file of a record that is a link to elsewhere is not read', () => {
  const folder = join(emptyFolder(), 'linked')
  mkdirSync(folder)
  symlinkSync(join(all, 'one/history.jsonl'), join(folder, 'history.jsonl'))
  symlinkSync(join(all, 'one/notes.txt'), join(folder, 'report.json'))
  const routes = recordRoutes(recordsAt([folder], all))
  const query = new URLSearchParams({ record: 'linked' })
  for (const asked of ['/reel.json', '/report']) expect(() => routes.get(asked, query)).toThrow(/it is not read/)
  expect(JSON.parse(routes.get('/records.json', query)?.body ?? '')).toMatchObject([
    { name: 'linked', wallClock: null },
  ])
})

test('a record that is damaged is shown or refused, and changes nothing', () => {
  const folder = join(emptyFolder(), 'damaged')
  mkdirSync(folder)
  const routes = recordRoutes(recordsAt([], join(folder, '..')))
  const change = fc.tuple(fc.nat(lines.length - 1), fc.nat(30), fc.jsonValue({ maxDepth: 2 }))
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 3 }),
      fc.constantFrom('/reel.json', '/report'),
      (changes, asked) => {
        const events = structuredClone(wholeRun) as unknown as Record<string, unknown>[]
        for (const [at, field, value] of changes) {
          const keys = Object.keys(events[at] ?? {})
          const key = keys[field % keys.length]
          if (key !== undefined && events[at] !== undefined) events[at][key] = value
        }
        writeFileSync(join(folder, 'history.jsonl'), events.map((event) => JSON.stringify(event)).join('\n'))
        for (const each of ['/records.json', asked]) {
          try {
            routes.get(each, new URLSearchParams({ record: 'damaged' }))
          } catch (error) {
            expect(error).toBeInstanceOf(UsageError)
          }
        }
        expect(readdirSync(folder)).toEqual(['history.jsonl'])
      },
    ),
    { numRuns: 100 },
  )
})

const open: Server[] = []
afterAll(() => Promise.all(open.map((server) => server.close())))
const opened = async (routes: Parameters<typeof openServer>[0]) => {
  const server = await openServer(routes)
  open.push(server)
  const { port, searchParams } = new URL(server.url)
  return { url: server.url, port: Number(port), token: searchParams.get('token') ?? '' }
}

/** What comes back within a moment. */
const sendRaw = (port: number, bytes: Uint8Array | string): Promise<string> =>
  new Promise((resolve) => {
    let said = ''
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes))
    socket.on('data', (chunk) => {
      said += chunk
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(said))
    socket.setTimeout(1000, () => socket.destroy())
  })

test('any bytes instead of a request: nobody is served without the token, and the next one is', async () => {
  const { url, port, token } = await opened(recordRoutes(recordsAt([], all)))
  const header = fc.tuple(
    fc.constantFrom(
      'Host',
      'Origin',
      'Upgrade',
      'Connection',
      'Content-Length',
      'Transfer-Encoding',
      'Sec-WebSocket-Key',
      'X',
    ),
    fc.oneof(fc.string(), fc.constantFrom('websocket', 'Upgrade', 'chunked', '-1', '1e9', `127.0.0.1:${port}`, 'null')),
  )
  const request = fc
    .tuple(fc.constantFrom('GET', 'POST', 'HEAD', 'CONNECT', 'get', ''), path, fc.array(header, { maxLength: 5 }))
    .map(([method, target, headers]) =>
      [`${method} ${target} HTTP/1.1`, ...headers.map(([name, value]) => `${name}: ${value}`), '', ''].join('\r\n'),
    )
  await fc.assert(
    fc.asyncProperty(fc.oneof(request, fc.uint8Array({ maxLength: 400 })), async (bytes) => {
      fc.pre(!String(bytes).includes(token))
      expect(await sendRaw(port, bytes)).not.toMatch(/^HTTP\/1\.1 (101|200)/)
    }),
    { numRuns: 150 },
  )
  expect((await fetch(url)).status).toBe(200)
})

test('whatever a page says to the live page’s server, it goes on and runs nothing', async () => {
  const feed = openFeed()
  const { port, token } = await opened(liveRoutes(feed.join))
  feed.hear(wholeRun[0] as (typeof wholeRun)[number])
  const join = () =>
    new WebSocket(`ws://127.0.0.1:${port}/frames?token=${token}`, { headers: { Origin: `http://127.0.0.1:${port}` } })
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.oneof(fc.string(), fc.json(), fc.uint8Array({ maxLength: 2000 })), { maxLength: 5 }),
      fc.boolean(),
      async (messages, raw) => {
        const page = join()
        page.on('error', () => {})
        await new Promise((resolve) => page.once('open', resolve))
        for (const message of messages) {
          // Also frames that are none.
          if (raw) (page as unknown as { _socket: { write(bytes: unknown): void } })._socket.write(message)
          else page.send(message)
        }
        page.close()
        setTimeout(() => page.terminate(), 200)
        await new Promise((resolve) => page.once('close', resolve))
      },
    ),
    { numRuns: 60 },
  )
  const last = join()
  const heard = await new Promise<Message>((resolve) =>
    last.once('message', (data) => resolve(JSON.parse(String(data)))),
  )
  expect(heard).toHaveProperty('head.name', 'small')
  last.terminate()
  feed.stop()
})

test('names and words of any kind stay text in what a page hears', () => {
  const hostile = fc.oneof(fc.string(), fc.constantFrom('</script><script>go()</script>', '\u2028', '"}', '\u0000'))
  fc.assert(
    fc.property(hostile, (word) => {
      const feed = openFeed()
      const heard: Message[] = []
      feed.join((message) => heard.push(message))
      for (const event of wholeRun) feed.hear('name' in event ? { ...event, name: word } : event)
      feed.stop()
      // As it goes over the wire and is read there.
      const [first] = heard.map((message) => JSON.parse(JSON.stringify(message)))
      expect(first).toHaveProperty('head.name', word)
    }),
    { numRuns: 50 },
  )
})
