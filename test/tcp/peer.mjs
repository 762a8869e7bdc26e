/**
 * The two ends of the connections that `wire.mjs` plays with: `peer.mjs serve '{"port": …}'`, and `peer.mjs client {"act": …}`. The client reads a line before
 * it talks and another before it acts, and prints when it was ready, when it last heard from the server, and how it ended.
 */
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'

export const server = { address: '10.0.0.1', mac: '02:00:00:00:00:01', port: 7000 }

/** CLOCK_MONOTONIC, the same in every process. */
export const now = () => Number(process.hrtime.bigint()) / 1e6

export const linesOf = (input) => createInterface({ input })[Symbol.asyncIterator]()

/** Echoes; but whoever says «deaf» is read no more. */
const serve = ({ port }) => {
  const listener = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      socket.write(bytes)
      if (bytes.toString() === 'deaf') socket.pause()
    })
  })
  listener.listen(port, () => console.log('ready'))
}

const client = async ({ act, keepaliveMs, port }) => {
  const lines = linesOf(process.stdin)
  const end = (...said) => {
    console.log(now(), ...said)
    process.exit()
  }
  const dial = () =>
    connect({ host: server.address, port, noDelay: true }).on('error', ({ code }) => end('error', code))
  console.log('booted')
  await lines.next()
  if (act === 'connect') {
    console.log(now())
    await lines.next()
    dial()
    return
  }
  const socket = dial()
  const exchange = (text) => new Promise((resolve) => socket.once('data', resolve) && socket.write(text))
  for (let n = 0; n < 100; n++) await exchange(`message ${n}`)
  const heardMs = now()
  if (act === 'keepalive') socket.setKeepAlive(true, keepaliveMs)
  if (act === 'zero-window') await exchange('deaf')
  console.log(heardMs)
  if (act === 'zero-window') socket.write(Buffer.alloc(1 << 20))
  await lines.next()
  socket.once('data', () => end('answered'))
  if (act === 'write') socket.write('one segment')
  if (act === 'write-many') for (let n = 0; n < 3; n++) socket.write(`segment ${n}`)
}

const [role, does = '{}'] = process.argv.slice(2)
if (role === 'serve') serve(JSON.parse(does))
if (role === 'client') await client(JSON.parse(does))
