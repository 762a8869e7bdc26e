// Answers every line; closes connections over which nothing has come for two seconds.
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

createServer((socket) => {
  socket.on('error', () => {})
  socket.setTimeout(2000, () => socket.destroy())
  createInterface({ input: socket })
    .on('error', () => {})
    .on('line', (line) => socket.write(`${line}\n`))
}).listen(7000)
