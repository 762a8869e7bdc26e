// What became of the rows: asks the server for its table.
import { once } from 'node:events'
import { connect } from 'node:net'
import { createInterface } from 'node:readline'

const socket = connect({ host: 'vm', port: 7000 })
socket.write('dump\n')
const [line] = await once(createInterface({ input: socket }), 'line')
const rows = line.split(' ')
const different = new Set(rows).size
console.log(`acknowledged ${different}`)
console.log(`duplicated ${rows.length - different}`)
socket.end()
