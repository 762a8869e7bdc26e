/**
 * Plays what this kernel's TCP does towards a peer that has gone silent, and tells when each packet left it.
 *
 *     unshare --net --mount --pid --fork --kill-child --mount-proc -- node wire.mjs '[{ "name": …, "act": "write" }, …]'
 *
 * One bridge, one server, and for each case a client machine with its own stack and sysctls. The client's port is cut at
 * the bridge, never at the client's own device, which would tell its TCP. Packets are counted in the client's /proc/net/dev.
 * All cases run side by side; each prints a line of JSON. A case:
 *
 *     act           write · write-many · connect · keepalive · zero-window
 *     sysctls       of the client's network
 *     forgets       the client has to ask for the server's hardware address
 *     backAfterMs   the wire comes back; it stays silent when left out
 *     forMs         the longest that it may take
 *     command       another client: says «ready», waits for a line, acts, says «error CODE»
 */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)
const server = { address: '10.0.0.1', mac: '02:00:00:00:00:01', port: 7000 }
const lookEveryMs = 2

/** Echoes; but whoever says «deaf» is read no more. */
const serve = () => {
  const listener = createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      socket.write(bytes)
      if (bytes.toString() === 'deaf') socket.pause()
    })
  })
  listener.listen(server.port, () => console.log('ready'))
}

const client = async ({ act, keepaliveMs }) => {
  const go = new Promise((resolve) => process.stdin.once('data', resolve))
  const end = (line) => {
    console.log(line)
    process.exit()
  }
  const dial = () =>
    connect({ host: server.address, port: server.port, noDelay: true }).on('error', ({ code }) => end(`error ${code}`))
  if (act === 'connect') {
    console.log('ready')
    await go
    dial()
    return
  }
  const socket = dial()
  const exchange = (text) => new Promise((resolve) => socket.once('data', resolve) && socket.write(text))
  for (let n = 0; n < 20; n++) await exchange(`message ${n}`)
  if (act === 'keepalive') socket.setKeepAlive(true, keepaliveMs)
  if (act === 'zero-window') await exchange('deaf')
  console.log('ready')
  if (act === 'zero-window') socket.write(Buffer.alloc(1 << 20))
  await go
  socket.once('data', () => end('answered'))
  if (act === 'write') socket.write('one segment')
  if (act === 'write-many') for (let n = 0; n < 3; n++) socket.write(`segment ${n}`)
}

const must = (file, ...args) => {
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`)
}
const ip = (words) => must('ip', ...words.split(' '))
const linesOf = ({ stdout }) => createInterface({ input: stdout })[Symbol.asyncIterator]()
const inherit = (stdin) => ({ stdio: [stdin, 'pipe', 'inherit'] })

/** A network of its own, with eth0 on the bridge. */
const machine = async (name, { address, mac }, setUp) => {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec sleep 600'], inherit('ignore'))
  await linesOf(holder).next()
  ip(`link add ${name} type veth peer name eth0 address ${mac} netns ${holder.pid}`)
  ip(`link set ${name} master bridge0 up`)
  const enter = [`--net=/proc/${holder.pid}/ns/net`]
  const lines = ['ip link set lo up', `ip address add ${address}/24 dev eth0`, 'ip link set eth0 up', ...setUp]
  must('nsenter', ...enter, 'sh', '-ec', lines.join('\n'))
  return {
    port: name,
    run: (...command) => spawn('nsenter', [...enter, ...command], inherit('pipe')),
    sent: () =>
      Number(/eth0:(?:\s+\d+){9}\s+(\d+)/.exec(readFileSync(`/proc/${holder.pid}/net/dev`, 'utf8'))?.[1] ?? Number.NaN),
  }
}
const sysctl = ([name, value]) => `echo '${value}' > /proc/sys/${name.replaceAll('.', '/')}`
const quiet = sysctl(['net.ipv6.conf.all.disable_ipv6', 1])
const portState = (port, state) => must('bridge', 'link', 'set', 'dev', port, 'state', String(state))

const play = async ({ name, sysctls = {}, forgets, forMs, backAfterMs, command, ...does }, index) => {
  const permanent = `ip neigh replace ${server.address} lladdr ${server.mac} dev eth0 nud permanent`
  const at = { address: `10.0.0.${index + 2}`, mac: `02:00:00:00:01:${String(index).padStart(2, '0')}` }
  const setUp = [quiet, ...Object.entries(sysctls).map(sysctl), ...(forgets ? [] : [permanent])]
  const { port, run, sent } = await machine(`client${index}`, at, setUp)
  const child = run(...(command ?? [process.execPath, self, 'client', JSON.stringify(does)]))
  const lines = linesOf(child)
  await lines.next()
  const readyMs = performance.now()
  await sleep(130)
  portState(port, 0)
  const cutMs = performance.now()
  let back = backAfterMs === undefined
  let count = sent()
  const leftMs = []
  let end
  void lines.next().then(({ value }) => {
    end = { said: value, atMs: performance.now() }
  })
  child.stdin.write('go\n')
  while (end === undefined && performance.now() < cutMs + forMs) {
    await sleep(lookEveryMs)
    if (!back && performance.now() >= cutMs + backAfterMs) {
      back = true
      portState(port, 3)
    }
    for (const now = sent(); count < now; count++) leftMs.push(performance.now())
  }
  child.kill('SIGKILL')
  const since = does.act === 'keepalive' ? readyMs : leftMs[0]
  const told = { name, sentMs: leftMs.map((ms) => ms - since), said: end?.said, endedMs: end && end.atMs - since }
  writeSync(1, `${JSON.stringify(told)}\n`)
}

const world = async (cases) => {
  ip('link set lo up')
  ip('link add bridge0 type bridge mcast_snooping 0')
  ip('link set bridge0 up')
  // Little room, so that a window closes soon.
  const { run } = await machine('server', server, [quiet, sysctl(['net.ipv4.tcp_rmem', '4096 8192 8192'])])
  await linesOf(run(process.execPath, self, 'serve')).next()
  await Promise.all(cases.map(play))
  process.exit()
}

const [role = '[]', argument = '{}'] = process.argv.slice(2)
if (role === 'serve') serve()
else if (role === 'client') await client(JSON.parse(argument))
else await world(JSON.parse(role))
