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
 *     instead       who is in the server's place, with its hardware address, rather than silence: unreachable · reset · frozen
 *     backAfterMs   the wire comes back; it stays silent when left out
 *     forMs         the longest that it may take
 *     command       another client: says a line, waits for one, talks, says a line, waits for one, acts, says «MS error CODE»
 */
import { spawn, spawnSync } from 'node:child_process'
import { readFileSync, writeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { linesOf, now, server } from './peer.mjs'

const peer = fileURLToPath(new URL('peer.mjs', import.meta.url))
const lookEveryMs = 2

const must = (file, ...args) => {
  const { status, stderr } = spawnSync(file, args, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`${file} ${args.join(' ')}: ${stderr}`)
}
const ip = (words) => must('ip', ...words.split(' '))
const inherit = (stdin) => ({ stdio: [stdin, 'pipe', 'inherit'] })

/** A network of its own, with eth0 on a bridge. */
const machine = async (name, { address, mac }, setUp, bridge = 'bridge0') => {
  const holder = spawn('unshare', ['--net', 'sh', '-c', 'echo; exec sleep 600'], inherit('ignore'))
  await linesOf(holder.stdout).next()
  ip(`link add ${name} type veth peer name eth0 address ${mac} netns ${holder.pid}`)
  ip(`link set ${name} master ${bridge} up`)
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
const clientAt = (index) => ({
  address: `10.0.0.${index + 2}`,
  mac: `02:00:00:00:01:${String(index).padStart(2, '0')}`,
})
const serveOn = async (run, port) => {
  const child = run(process.execPath, peer, 'serve', JSON.stringify({ port }))
  await linesOf(child.stdout).next()
  return child
}
/** The case's machine, and its client, which waits for a line. A server that is to be frozen is another one. */
const boot = async ({ sysctls = {}, forgets, command, ...does }, index, runOnServer) => {
  const permanent = `ip neigh replace ${server.address} lladdr ${server.mac} dev eth0 nud permanent`
  const setUp = [quiet, ...Object.entries(sysctls).map(sysctl), ...(forgets ? [] : [permanent])]
  const ownPort = does.instead === 'frozen' ? server.port + index + 1 : server.port
  const serving = ownPort === server.port ? undefined : await serveOn(runOnServer, ownPort)
  const { port, run, sent } = await machine(`client${index}`, clientAt(index), setUp)
  const child = run(...(command ?? [process.execPath, peer, 'client', JSON.stringify({ ...does, port: ownPort })]))
  const lines = linesOf(child.stdout)
  await lines.next()
  return { ...does, port, sent, lines, child, serving }
}

/**
 * Forwards what comes for the server to where nobody is, and says so when its ARP request remains without an answer. Each client has a nobody of its
 * own: what comes for an address while the kernel reports that it has failed is lost without a word (net/core/neighbour.c, neigh_invalidate).
 */
const forwards = (clients) => [
  'ip link add nowhere type veth peer name nowhere2',
  'ip link set nowhere up',
  'ip link set nowhere2 up',
  ...[
    ['ip_forward', 1],
    ['icmp_ratelimit', 0],
    ['neigh.nowhere.mcast_solicit', 1],
    ['neigh.nowhere.retrans_time_ms', 10],
  ].map(([name, value]) => sysctl([`net.ipv4.${name}`, value])),
  ...clients.flatMap(({ address }, index) => [
    `ip rule add from ${address} table ${1000 + index}`,
    `ip route add ${server.address} via 192.0.2.${index + 1} dev nowhere onlink table ${1000 + index}`,
  ]),
]
/** Each is alone with its clients on a bridge of its own, to which their ports are moved. */
const openStandIns = async (clients) => {
  const known = clients.map(({ address, mac }) => `ip neigh replace ${address} lladdr ${mac} dev eth0 nud permanent`)
  const modes = { unreachable: ['10.0.0.254', forwards(clients)], reset: [server.address, []] }
  for (const [mode, [address, setUp]] of Object.entries(modes)) {
    ip(`link add ${mode} type bridge mcast_snooping 0`)
    ip(`link set ${mode} up`)
    await machine(`in-${mode}`, { address, mac: server.mac }, [quiet, ...known, ...setUp], mode)
  }
}

const play = async ({ name, act, forMs, backAfterMs, instead, port, sent, lines, child, serving }, bridge) => {
  const setPort = (state) => {
    if (instead === 'frozen') serving.kill(state === 0 ? 'SIGSTOP' : 'SIGCONT')
    else if (instead) ip(`link set ${port} master ${state === 0 ? instead : 'bridge0'}`)
    else bridge.stdin.write(`link set dev ${port} state ${state}\n`)
  }
  child.stdin.write('talk\n')
  const heardMs = Number((await lines.next()).value)
  await sleep(100)
  setPort(0)
  await sleep(50)
  const cutMs = now()
  let back = backAfterMs === undefined
  let count = sent()
  const leftMs = []
  let end
  void lines.next().then(({ value = '' }) => {
    const [atMs, ...said] = value.split(' ')
    end = { said: said.join(' '), endedMs: Number(atMs) }
  })
  child.stdin.write('act\n')
  while (end === undefined && now() < cutMs + forMs) {
    await sleep(lookEveryMs)
    if (!back && now() >= cutMs + backAfterMs) {
      back = true
      setPort(3)
    }
    for (const packets = sent(); count < packets; count++) leftMs.push(now())
  }
  child.kill('SIGKILL')
  const since = act === 'keepalive' ? heardMs : leftMs[0]
  const sentMs = leftMs.map((ms) => ms - since)
  writeSync(1, `${JSON.stringify({ name, sentMs, said: end?.said, endedMs: end && end.endedMs - since })}\n`)
}

const world = async (cases) => {
  ip('link set lo up')
  ip('link add bridge0 type bridge mcast_snooping 0')
  ip('link set bridge0 up')
  // Little room, so that a window closes soon.
  const { run } = await machine('server', server, [quiet, sysctl(['net.ipv4.tcp_rmem', '4096 8192 8192'])])
  await serveOn(run, server.port)
  await openStandIns(cases.map((_, index) => clientAt(index)))
  const bridge = spawn('bridge', ['-batch', '-'], { stdio: ['pipe', 'inherit', 'inherit'] })
  const booted = []
  for (const [index, each] of cases.entries()) booted.push(await boot(each, index, run))
  // One after another, so that they measure their round trips undisturbed.
  await Promise.all(booted.map((each, index) => sleep(index * 100).then(() => play(each, bridge))))
  process.exit()
}

await world(JSON.parse(process.argv[2] ?? '[]'))
