// Answers "get 17" with "value 17".
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

createServer((socket) => {
  socket.on('error', () => {})
  createInterface({ input: socket })
    .on('error', () => {})
    .on('line', (line) => socket.write(`value ${line.split(' ')[1]}\n`))
}).listen(7000)
