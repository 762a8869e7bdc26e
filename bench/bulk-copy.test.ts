/** What the harness's wire costs a bulk copy: through its bridges and, where a wire can hold, its queue, as a ratio to a bare veth pair, in turns. `docs/speed.md` shows it. */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { namespaceFlags, userNamespaceFlags } from '../dist/harness/enter.js'
import { netnsMissing, play } from '../test/real/play.js'
import { writePart } from './speed/page.js'

const cwd = fileURLToPath(new URL('./bulk-copy', import.meta.url))
const mib = 4096
const turns = 5

/** The VM's port has a queue from the start where its wire is to hold. */
const throughHarness = async (wire: 'drop' | 'hold'): Promise<number> => {
  // One after the other: the control's client copies too.
  const command = `flock server.mjs node client.mjs vm ${mib}`
  const { output } = await play({
    name: 'bulk-copy',
    presets: [{ name: 'pause', as: 'pause', with: { stunMs: 50 } }],
    memory: ['1 MiB'],
    wire,
    profiles: ['linux'],
    baseline: '1 s',
    sessions: [
      {
        name: 'bulk',
        service: { command: 'exec nice -n 0 node server.mjs', ready: { port: 7200 }, cwd },
        client: { command, cwd, success: { stdout: 'MB/s' } },
      },
    ],
  })
  return mbPerS(output('pause-1MiB-bulk-talking-linux.client.log'))
}

const throughVethPair = async (): Promise<number> => {
  const script = `
    unshare --net sleep 60 & other=$!
    sleep 0.5
    ip link add ours0 type veth peer name eth0 netns $other
    ip address add 10.0.0.1/24 dev ours0 && ip link set ours0 up
    nsenter -t $other -n sh -c 'ip address add 10.0.0.2/24 dev eth0 && ip link set eth0 up'
    nsenter -t $other -n node server.mjs &
    sleep 1
    node client.mjs 10.0.0.2 ${mib}`
  const { stdout } = await execa('unshare', [...userNamespaceFlags, ...namespaceFlags, 'sh', '-c', script], { cwd })
  return mbPerS(stdout)
}

const mbPerS = (text: string): number => Number(/(\d+) MB\/s/.exec(text)?.[1] ?? Number.NaN)

test.skipIf(netnsMissing !== '')(`${mib} MiB in each of ${turns} turns`, async () => {
  const measured = { bare: [] as number[], drop: [] as number[], hold: [] as number[] }
  for (let turn = 0; turn < turns; turn++) {
    measured.bare.push(await throughVethPair())
    measured.drop.push(await throughHarness('drop'))
    measured.hold.push(await throughHarness('hold'))
  }
  console.log(measured)
  const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0
  const rows = (['drop', 'hold'] as const).map((name) => [
    `a wire that can ${name}`,
    `${median(measured[name])}`,
    `${median(measured.bare)}`,
    (median(measured[name]) / median(measured.bare)).toFixed(2),
    '0.95',
  ])
  writePart('bulk-copy', ['', 'MB/s', 'bare veth pair, MB/s', 'ratio', 'aim, at least'], rows)
  expect(median(measured.drop)).toBeGreaterThan(0)
})
