/**
 * Plays what a TCP stack does towards a peer that has gone silent, and tells when each packet left it.
 *
 *     unshare … -- node wire.mjs '<JSON list of cases>'
 *
 * In namespaces of its own: one bridge, one server, and per case a client with its own network stack and sysctls. The
 * client's port is cut at the bridge (never at the client's own device, which would tell its TCP). Packets are counted
 * in the client's /proc/net/dev every few ms. All cases are played side by side.
 */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const self = fileURLToPath(import.meta.url)
const serverAddress = '10.0.0.1'
const port = 7000
const lookEveryMs = 2

/** Echoes; whoever begins with «deaf» is read no more. */
const serve = () =>
  createServer((socket) => {
    socket.setNoDelay(true)
    socket.on('error', () => {})
    socket.on('data', (bytes) => {
      socket.write(bytes)
      if (bytes.toString().startsWith('deaf')) socket.pause()
    })
  }).listen(port, () => console.log('ready'))

/** Talks for a while, says ready, and on «go» does what its case is about: the wire is cut by then. */
const client = async ({ act, keepaliveMs }) => {
  const go = new Promise((resolve) => process.stdin.once('data', resolve))
  const end = ({ code }) => {
    console.log(`error ${code}`)
    process.exit()
  }
  const dial = () => connect({ host: serverAddress, port, noDelay: true }).on('error', end)
  if (act === 'connect') {
    console.log('ready')
    await go
    return dial()
  }
  const socket = dial()
  const exchange = (text) => new Promise((resolve) => socket.once('data', resolve) && socket.write(text))
  await exchange('hello')
  if (act === 'keepalive') socket.setKeepAlive(true, keepaliveMs)
  for (let n = 0; n < 20; n++) await exchange(`message ${n}\n`)
  if (act === 'zero-window') await exchange('deaf')
  console.log('ready')
  if (act === 'zero-window') socket.write(Buffer.alloc(1 << 20))
  await go
  socket.once('data', () => {
    console.log('answered')
    process.exit()
  })
  if (act === 'write') socket.write('one segment')
  if (act === 'write-many') for (let n = 0; n < 3; n++) socket.write(`segment ${n}`)
}

const sh = (...command) => {
  const { status, stderr } = spawnSync(command[0], command.slice(1), { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${command.join(' ')}: ${stderr}`)
}
const ip = (words) => sh('ip', ...words.split(' '))
const linesOf = (child) => createInterface({ input: child.stdout })[Symbol.asyncIterator]()

/** A namespace with eth0 on our bridge; `pid` holds it. */
const machine = async (name, address, sysctls) => {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec sleep 600'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await linesOf(holder).next()
  ip(`link add ${name} type veth peer name eth0 netns ${holder.pid}`)
  ip(`link set ${name} master bridge0 up`)
  const set = Object.entries({ 'net.ipv6.conf.all.disable_ipv6': 1, ...sysctls })
    .map(([key, value]) => `echo '${value}' > /proc/sys/${key.replaceAll('.', '/')}`)
    .join(' && ')
  const enter = ['nsenter', `--net=/proc/${holder.pid}/ns/net`]
  sh(...enter, 'sh', '-ec', `ip link set lo up; ip addr add ${address}/24 dev eth0; ip link set eth0 up; ${set}`)
  return { pid: holder.pid, port: name, enter }
}
const run = ({ enter }, ...command) =>
  spawn(enter[0], [...enter.slice(1), ...command], { stdio: ['pipe', 'pipe', 'inherit'] })

/** Packets that have left the machine. */
const sent = ({ pid }) => Number(/eth0:(?:\s+\d+){9}\s+(\d+)/.exec(readFileSync(`/proc/${pid}/net/dev`, 'utf8'))?.[1])

const play = async (server, { name, sysctls = {}, knows = true, forMs, backAfterMs, command, ...act }, index) => {
  const it = await machine(`client${index}`, `10.0.0.${index + 2}`, sysctls)
  const mac = /link\/ether (\S+)/.exec(
    spawnSync('nsenter', [...server.enter.slice(1), 'ip', 'link', 'show', 'eth0'], { encoding: 'utf8' }).stdout,
  )?.[1]
  if (knows) sh(...it.enter, 'ip', 'neigh', 'replace', serverAddress, 'lladdr', mac, 'dev', 'eth0', 'nud', 'permanent')
  const program = command ?? [process.execPath, self, 'client', JSON.stringify(act)]
  const child = run(it, ...program)
  const lines = linesOf(child)
  await lines.next()
  await sleep(act.act === 'zero-window' ? 130 : 300)
  sh('bridge', 'link', 'set', 'dev', it.port, 'state', '0')
  let count = sent(it)
  const cutMs = performance.now()
  const sentMs = []
  let ended
  void lines.next().then(({ value }) => {
    ended = { error: value?.replace('error ', ''), atMs: performance.now() }
  })
  child.stdin.write('go\n')
  let back = backAfterMs === undefined
  while (ended === undefined && performance.now() < cutMs + forMs) {
    await sleep(lookEveryMs)
    if (!back && performance.now() >= cutMs + backAfterMs) {
      back = true
      sh('bridge', 'link', 'set', 'dev', it.port, 'state', '3')
    }
    const now = sent(it)
    for (; count < now; count++) sentMs.push(performance.now())
  }
  const since = act.act === 'keepalive' || act.act === 'zero-window' ? cutMs : sentMs[0]
  const times = sentMs.map((ms) => Math.round(ms - since))
  writeSync(
    1,
    `${JSON.stringify({ name, sentMs: times, error: ended?.error, endedMs: ended && Math.round(ended.atMs - since) })}\n`,
  )
  child.kill('SIGKILL')
}

const world = async (cases) => {
  ip('link set lo up')
  ip('link add bridge0 type bridge mcast_snooping 0')
  ip('link set bridge0 up')
  const server = await machine('server0', serverAddress, { 'net.ipv4.tcp_rmem': '4096 8192 8192' })
  await linesOf(run(server, process.execPath, self, 'serve')).next()
  await Promise.all(cases.map((each, index) => play(server, each, index)))
  process.exit()
}

const [role = '[]', argument = '{}'] = process.argv.slice(2)
if (role === 'serve') serve()
else if (role === 'client') await client(JSON.parse(argument))
else await world(JSON.parse(role))
