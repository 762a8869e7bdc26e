/** What every freezer must do, and how long each takes for it: signals to each process, and the cgroup freezer where this machine lets us. */
import { once } from 'node:events'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { openCgroupHome } from '../../harness/freeze/cgroup-home.js'
import { freezerFor } from '../../harness/freeze/index.js'
import { processTree } from '../../harness/freeze/process-tree.js'
import { vmOf } from './machine.js'
import { netnsMissing } from './play.js'

const home = await openCgroupHome().catch((error: Error) => error)
const cgroups = home instanceof Error ? undefined : home.folder
afterAll(() => (home instanceof Error ? undefined : home.leave()))

const freezers = [
  { name: 'by signals', freezer: freezerFor(undefined), missing: '' },
  {
    name: 'by the cgroup freezer',
    freezer: freezerFor(cgroups),
    missing: home instanceof Error ? `not to be had here: ${home.message}` : '',
  },
]

const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const dist = new URL('../../dist/harness/freeze/cgroup-home.js', import.meta.url).href
const counters = fileURLToPath(new URL('./fixtures/programs/counters.pl', import.meta.url))
const counts = (): number[] => readdirSync(folder).map((child) => Number(readFileSync(join(folder, child), 'utf8')))

let vms = 0
describe.each(freezers)('$name $missing', ({ name, freezer, missing }) => {
  const machine = (script: string): Promise<number> => vmOf(script, freezer.prefix(`vm${++vms}`))

  // On a busy machine it takes some of the 50 longer than the freezer waits until they have their turn to stop.
  test.skipIf(netnsMissing !== '' || missing !== '')(
    'none of 50 children that count runs, and all go on',
    { retry: 2 },
    async () => {
      const root = await machine(`exec perl ${counters} ${folder}`)
      const tookMs: number[] = []
      for (let n = 0; n < 9; n++) {
        const evidence = await freezer.freeze(root)
        tookMs.push(Number(/ within (\d+\.\d) ms$/.exec(evidence)?.[1]))
        const frozen = counts()
        await sleep(100)
        expect(counts()).toEqual(frozen)
        expect(frozen).toHaveLength(50)
        freezer.thaw(root)
        await expect.poll(() => counts().filter((count, child) => count <= (frozen[child] ?? 0))).toEqual([])
      }
      const ranked = tookMs.toSorted((one, other) => one - other)
      console.log(`51 processes ${name}, ms from first to last: ${ranked.join(' ')}`)
    },
  )

  test.skipIf(netnsMissing !== '' || missing !== '')('whoever is frozen can be killed', async () => {
    // Without a pause of its own it would fill a busy machine: what it starts must end before more is started.
    const root = await machine('while :; do for i in 1 2 3 4 5; do setsid sleep 0.05 & done; sleep 0.01; done')
    await freezer.freeze(root)
    process.kill(root, 'SIGKILL')
    await expect.poll(() => processTree.states(root)).toEqual([])
  })
})

describe.skipIf(cgroups === undefined || netnsMissing !== '')('by the cgroup freezer', () => {
  const freezer = freezerFor(cgroups)

  test('a process that somebody else had stopped stays stopped, and nobody else is seen stopped', async () => {
    const root = await vmOf('sleep 30 & kill -STOP $!; wait', freezer.prefix('stopping'))
    const stopped = () => processTree.members(root).filter((pid) => processTree.states(pid).includes('T'))
    const before = stopped()
    expect(before).toHaveLength(1)
    await freezer.freeze(root)
    expect(stopped()).toEqual(before)
    freezer.thaw(root)
    await sleep(300)
    expect(stopped()).toEqual(before)
  })

  test('a process that left its cgroup is frozen all the same, by a signal, and the record says so', async () => {
    const root = await vmOf('sleep 300 & while :; do sleep 0.01; done', freezer.prefix('leaver'))
    const [, leaver = 0] = processTree.members(root)
    await execa('sh', ['-c', `echo ${leaver} > ${cgroups}/../cgroup.procs`])
    for (const told of [`process ${leaver} has left the VM’s cgroup`, 'told to stop']) {
      const evidence = await freezer.freeze(root)
      expect(evidence).toMatch(/^all \d+ threads of \d+ processes in state T/)
      expect(evidence).toContain(told)
      await sleep(50)
      expect(processTree.members(root).flatMap(processTree.states)).not.toContain('R')
      freezer.thaw(root)
      await sleep(500)
      expect(processTree.members(root).flatMap(processTree.states)).not.toContain('T')
    }
  })

  test('freezing a process that is gone is an error, and freezes nobody else', async () => {
    const root = await vmOf('while :; do sleep 0.01; done', freezer.prefix('other'))
    await expect(freezer.freeze(2 ** 22 - 1)).rejects.toThrow('not seen')
    expect(readFileSync(`${cgroups}/other/cgroup.events`, 'utf8')).toContain('frozen 0')
    expect(processTree.states(root)).toHaveLength(1)
  })

  test('SIGKILL to whoever opened the folder: the frozen die, and the folder goes', async () => {
    const opener = `import { openCgroupHome } from '${dist}'; console.log((await openCgroupHome()).folder); setInterval(() => {}, 1e6)`
    const owner = execa('node', ['--input-type=module', '-e', opener], { reject: false, buffer: false })
    const [folder] = await once(owner.stdout, 'data')
      .then(String)
      .then((line) => line.split('\n'))
    const [file, ...args] = [...freezerFor(folder).prefix('vm'), 'sleep', '300']
    const frozen = execa(String(file), args, { reject: false })
    await expect.poll(() => readFileSync(`/proc/${frozen.pid}/comm`, 'utf8')).toBe('sleep\n')
    await freezerFor(folder).freeze(frozen.pid ?? 0)
    owner.kill('SIGKILL')
    expect((await frozen).signal).toBe('SIGKILL')
    await expect.poll(() => existsSync(String(folder))).toBe(false)
  })
})
