/** Who may look at what a server has, and what becomes of those who are slow. */
import { request } from 'node:http'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import type { Frame, Message } from '../../src/live/format.js'
import { openServer, type Routes, type Server } from '../../src/serve/server.js'

const opened: Server[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((server) => server.close()))
})

const routes: Routes = {
  get: (path) =>
    path === '/'
      ? { type: 'text/html', body: '<p>it', policy: "script-src 'none'" }
      : path === '/breaks'
        ? fail()
        : undefined,
}

const fail = (): never => {
  throw new Error('damaged')
}

const open = async (more: Partial<Routes> = {}) => {
  const server = await openServer({ ...routes, ...more })
  opened.push(server)
  const { port, searchParams } = new URL(server.url)
  return { server, port: Number(port), token: searchParams.get('token') ?? '' }
}

interface Asked {
  readonly port: number
  readonly path: string
  readonly method?: string
  readonly headers?: Record<string, string>
}

const ask = ({ port, path, method = 'GET', headers = {} }: Asked) =>
  new Promise<{ status: number; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      let body = ''
      response.on('data', (part) => {
        body += part
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }))
    })
    asked.on('error', reject)
    asked.end()
  })

test('the printed address is this machine’s own, with a token that cannot be guessed', async () => {
  const { server, token } = await open()
  expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=/)
  expect(Buffer.from(token, 'base64url')).toHaveLength(16)
  expect((await open()).token).not.toBe(token)
})

test('who has it gets the page, with what keeps it harmless', async () => {
  const { port, token } = await open()
  const { status, headers, body } = await ask({ port, path: `/?token=${token}` })
  expect([status, body]).toEqual([200, '<p>it'])
  expect(headers).toMatchObject({
    'content-security-policy': "script-src 'none'",
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-store',
  })
  expect(headers).not.toHaveProperty('access-control-allow-origin')
})

test.each([
  ['no token', () => '/'],
  ['an empty token', () => '/?token='],
  ['another token', (token: string) => `/?token=${token.slice(1)}A`],
  ['a part of it', (token: string) => `/?token=${token.slice(0, -1)}`],
])('%s: refused, and told what to do', async (_, path) => {
  const { port, token } = await open()
  const { status, body, headers } = await ask({ port, path: path(token) })
  expect(status).toBe(403)
  expect(body).toMatch(/whole address that outlive printed/)
  expect(headers['content-security-policy']).toMatch(/^default-src 'none'/)
})

test('a name that leads here is not enough: Host must be one of ours', async () => {
  const { port, token } = await open()
  const status = async (host: string) => (await ask({ port, path: `/?token=${token}`, headers: { Host: host } })).status
  expect(await status(`evil.example:${port}`)).toBe(403)
  expect(await status(`127.0.0.1.evil.example:${port}`)).toBe(403)
  expect(await status(`localhost:${port}`)).toBe(200)
  // By way of a tunnel it is another port.
  expect(await status('localhost:8080')).toBe(200)
})

test('pages of other sites are refused', async () => {
  const { port, token } = await open()
  const status = async (origin: string) =>
    (await ask({ port, path: `/?token=${token}`, headers: { Origin: origin } })).status
  expect(await status('http://evil.example')).toBe(403)
  expect(await status(`https://127.0.0.1:${port}`)).toBe(403)
  expect(await status(`http://127.0.0.1:${port + 1}`)).toBe(403)
  expect(await status('null')).toBe(403)
  expect(await status(`http://127.0.0.1:${port}`)).toBe(200)
})

test('nothing can be changed', async () => {
  const { port, token } = await open()
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
    const { status, headers } = await ask({ port, path: `/?token=${token}`, method })
    expect([method, status, headers.allow]).toEqual([method, 405, 'GET, HEAD'])
  }
  const head = await ask({ port, path: `/?token=${token}`, method: 'HEAD' })
  expect([head.status, head.body, head.headers['content-length']]).toEqual([200, '', '5'])
})

test('what is not there is not there, and what is broken ends nothing', async () => {
  const { port, token } = await open()
  expect((await ask({ port, path: `/other?token=${token}` })).status).toBe(404)
  expect(await ask({ port, path: `/breaks?token=${token}` })).toMatchObject({ status: 500, body: 'damaged\n' })
  expect((await ask({ port, path: `/?token=${token}` })).status).toBe(200)
})

test('an address that is none ends nothing', async () => {
  const { port, token } = await open()
  for (const path of ['//', '//evil.example/', 'http://evil.example/', '*', '/%', '/?%']) {
    const { status } = await ask({ port, path: `${path}${path.includes('?') ? '&' : '?'}token=${token}` })
    expect([path, status]).toEqual([path, path === '/?%' ? 200 : 404])
  }
  expect((await ask({ port, path: `/?token=${token}` })).status).toBe(200)
})

const frame = (atMs: number, more: Partial<Frame> = {}): Message => ({
  frame: { atMs, stage: '', vms: [], sessions: 't', ...more },
})

/** A server whose feed is told by the test. */
const openWithFeed = async () => {
  const listeners = new Set<(message: Message) => void>()
  const { server, port, token } = await open({
    frames(send) {
      listeners.add(send)
      return () => listeners.delete(send)
    },
  })
  const tell = (message: Message): void => {
    for (const send of listeners) send(message)
  }
  const listen = (headers: Record<string, string> = { Origin: `http://127.0.0.1:${port}` }, given = token) =>
    new WebSocket(`ws://127.0.0.1:${port}/frames?token=${given}`, { headers })
  return { server, port, token, listeners, tell, listen }
}

const fate = (socket: WebSocket): Promise<string> =>
  new Promise((resolve) => {
    socket.on('open', () => resolve('open'))
    socket.on('unexpected-response', (_, { statusCode }) => resolve(`refused ${statusCode}`))
    socket.on('error', () => {})
  })

test('frames are for our own page only', async () => {
  const { port, listen, listeners } = await openWithFeed()
  expect(await fate(listen({ Origin: 'http://evil.example' }))).toBe('refused 403')
  expect(await fate(listen({}))).toBe('refused 403')
  expect(await fate(listen(undefined, 'wrong'))).toBe('refused 403')
  expect(await fate(listen({ Origin: `http://evil.example:${port}`, Host: `evil.example:${port}` }))).toBe(
    'refused 403',
  )
  expect(listeners.size).toBe(0)
  const ours = listen()
  expect(await fate(ours)).toBe('open')
  expect(listeners.size).toBe(1)
})

test('where there are no frames nobody listens', async () => {
  const { port, token } = await open()
  const socket = new WebSocket(`ws://127.0.0.1:${port}/frames?token=${token}`, {
    headers: { Origin: `http://127.0.0.1:${port}` },
  })
  expect(await fate(socket)).toBe('refused 404')
})

test('a browser that talks much is dropped, and what it says is not heard', async () => {
  const { listen, listeners } = await openWithFeed()
  const socket = listen()
  await fate(socket)
  const closed = new Promise((resolve) => socket.on('close', resolve))
  socket.send('x'.repeat(100_000))
  expect(await closed).toBe(1009)
  await expect.poll(() => listeners.size).toBe(0)
})

test('a browser that does not read costs nobody time, misses frames, and is told so with all that was logged', async () => {
  const { listen, tell } = await openWithFeed()
  const slow = listen()
  const quick = listen()
  await Promise.all([fate(slow), fate(quick)])
  const heard: { slow: Frame[]; quick: Frame[] } = { slow: [], quick: [] }
  const hear = (socket: WebSocket, list: Frame[]) =>
    socket.on('message', (data) => {
      list.push(JSON.parse(String(data)).frame)
    })
  hear(slow, heard.slow)
  hear(quick, heard.quick)
  slow.pause()
  // 5,000 sessions, each time others.
  const count = 3000
  let mostMs = 0
  for (let nth = 0; nth < count; nth += 1) {
    const began = performance.now()
    tell(
      frame(nth, {
        sessions: 't'.repeat(5000),
        log: [{ key: `${nth}`, atMs: nth, kind: 'died', vm: 0, session: nth, text: '' }],
      }),
    )
    mostMs = Math.max(mostMs, performance.now() - began)
    if (nth % 20 === 0) await sleep(0)
  }
  expect(mostMs).toBeLessThan(200)
  await expect.poll(() => heard.quick.length).toBe(count)
  slow.resume()
  await expect
    .poll(() => {
      tell(frame(count))
      return heard.slow.at(-1)?.atMs
    })
    .toBe(count)
  expect(heard.slow.length).toBeLessThan(count)
  const dropped = heard.slow.reduce((sum, { dropped = 0 }) => sum + dropped, 0)
  expect(dropped + heard.slow.filter(({ atMs }) => atMs < count).length).toBeGreaterThanOrEqual(count)
  const logged = new Set(heard.slow.flatMap(({ log = [] }) => log.map(({ key }) => key)))
  expect(logged.size).toBe(count)
})

test('the last frame is never left out', async () => {
  const { listen, tell } = await openWithFeed()
  const slow = listen()
  await fate(slow)
  slow.pause()
  const frames: Frame[] = []
  slow.on('message', (data) => frames.push(JSON.parse(String(data)).frame))
  for (let nth = 0; nth < 2000; nth += 1) tell(frame(nth, { sessions: 't'.repeat(5000) }))
  tell(frame(2000, { ended: 'finished' }))
  slow.resume()
  await expect.poll(() => frames.at(-1)).toMatchObject({ ended: 'finished', dropped: expect.any(Number) })
})

test('it closes although somebody listens and reads nothing', async () => {
  const { server, port, listen } = await openWithFeed()
  const silent = listen()
  await fate(silent)
  silent.pause()
  const half = connect(port, '127.0.0.1')
  half.on('error', () => {})
  const began = performance.now()
  await server.close()
  expect(performance.now() - began).toBeLessThan(3000)
  half.destroy()
})
