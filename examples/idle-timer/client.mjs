// Says something every 500 ms over one connection, and gives up when that is gone.
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const socket = connect({ host: 'vm', port: 7000, noDelay: true })
socket.on('error', (error) => console.log(`error ${error.code}`))
socket.on('close', () => {
  console.log('the connection is closed')
  process.exit(1)
})
createInterface({ input: socket }).on('line', (line) => console.log(line))
let number = 0
setInterval(() => socket.write(`line ${++number}\n`), 500)
