// Appends "insert 17" to its table; "dump" shows the table.
import { createServer } from 'node:net'
import { createInterface } from 'node:readline'

const rows = []
createServer((socket) => {
  socket.on('error', () => {})
  createInterface({ input: socket })
    .on('error', () => {})
    .on('line', (line) => {
      const [verb, row] = line.split(' ')
      if (verb === 'insert') rows.push(row)
      socket.write(verb === 'insert' ? `inserted ${row}\n` : `${rows.join(' ')}\n`)
    })
}).listen(7000)
