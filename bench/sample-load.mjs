// node bench/sample-load.mjs SOCKETS MS, as the first process of a network namespace of its own: prints what sampling them costs, as JSON.
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { clockFrom } from '../dist/harness/clock.js'
import { openBudget, sampleSockets } from '../dist/harness/evidence/samples.js'
import { clientsShare } from '../dist/harness/evidence/witness.js'

const [count, measureMs] = process.argv.slice(2).map(Number)
const [here, there, port] = ['10.99.0.1', '10.99.0.2', 7000]

const accept = `
  require('node:fs').readSync(0, Buffer.alloc(1))
  require('node:net').createServer((socket) => socket.on('error', () => {}).resume()).listen(${port}, '${there}', 4096, () => console.log())`
const peer = spawn('unshare', ['--net', process.execPath, '-e', accept], { stdio: ['pipe', 'pipe', 'inherit'] })
await sleep(500)
const run = (command) => execFileSync('sh', ['-ec', command])
const inPeer = `nsenter --net=/proc/${peer.pid}/ns/net`
run(`ip link set lo up
  ip link add cable type veth peer name cable2 netns ${peer.pid}
  ip address add ${here}/24 dev cable; ip link set cable up
  ${inPeer} sh -ec 'ip address add ${there}/24 dev cable2; ip link set cable2 up'`)
peer.stdin.write('\n')
await once(peer.stdout, 'data')

const sockets = []
while (sockets.length < count) {
  const some = Array.from({ length: Math.min(100, count - sockets.length) }, () =>
    connect(port, there).on('error', () => {}),
  )
  await Promise.all(some.map((socket) => once(socket, 'connect')))
  sockets.push(...some)
}
// Nobody has the address any more, so nobody answers: there is something to tell of each socket.
run(
  `${inPeer} ip address del ${there}/24 dev cable2; ip neighbour replace ${there} lladdr 02:00:00:00:00:99 dev cable nud permanent`,
)
for (const socket of sockets) socket.write('x')
await sleep(2000)

const children = () => readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8').trim().split(' ')
const before = new Set(children())
let [samples, told] = [0, 0]
const seen = (_, each) => {
  samples += 1
  told += each.length
}
const sampler = sampleSockets([], clockFrom(), openBudget(clientsShare), seen)
const shell = children().find((pid) => !before.has(pid))

/** CPU time of the shell and of all that it has started, ms: proc(5), fields 14 to 17, in hundredths of a second. */
const shellCpuMs = () => {
  const fields = readFileSync(`/proc/${shell}/stat`, 'utf8')
    .replace(/^.*\) /, '')
    .split(' ')
  return fields.slice(11, 15).reduce((sum, field) => sum + Number(field) * 10, 0)
}
const idleFrom = process.cpuUsage()
await sleep(3000)
const idle = process.cpuUsage(idleFrom)
const idlePerMs = (idle.user + idle.system) / 3000

const cpuFrom = process.cpuUsage()
const shellFrom = shellCpuMs()
const end = performance.now() + measureMs
// As often as a run could ask, many VMs being moved at once.
while (performance.now() < end) {
  sampler.ask()
  await sleep(50)
}
const own = process.cpuUsage(cpuFrom)
const ownMs = (own.user + own.system - idlePerMs * measureMs) / 1000
console.log(JSON.stringify({ sockets: count, samples, told, ownMs, ssMs: shellCpuMs() - shellFrom, measureMs }))
process.kill(peer.pid, 'SIGKILL')
process.exit()
