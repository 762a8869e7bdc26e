/** Sends so many MiB to `HOST`, and prints how many MB/s the other end has got. */
import { connect } from 'node:net'

const [host, mib] = process.argv.slice(2)
const chunk = Buffer.alloc(1024 * 1024, 'x')
const socket = connect(7200, host)
let left = Number(mib)
let startMs = 0
const send = () => {
  while (left-- > 0) if (!socket.write(chunk)) return
  socket.end()
}
socket.on('connect', () => {
  startMs = performance.now()
  send()
})
socket.on('drain', send)
socket.on('data', (bytes) => {
  if (Number(bytes) !== mib * chunk.length) throw new Error(`${bytes} bytes arrived`)
  console.log(`${(bytes / 1000 / (performance.now() - startMs)).toFixed(0)} MB/s`)
})
