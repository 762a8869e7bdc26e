/** Takes all that a client sends, and says how much it was. */
import { createServer } from 'node:net'

createServer({ allowHalfOpen: true }, (socket) => {
  let bytes = 0
  socket.on('data', (chunk) => {
    bytes += chunk.length
  })
  socket.on('end', () => socket.end(`${bytes}`))
}).listen(7200)
