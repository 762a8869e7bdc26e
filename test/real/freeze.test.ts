import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { none } from '../../harness/freeze/none.js'
import { processTree } from '../../harness/freeze/process-tree.js'
import { sigstop } from '../../harness/freeze/sigstop.js'
import { vmOf } from './machine.js'
import { netnsMissing } from './play.js'

const statesOf = (root: number): string[] => processTree.members(root).flatMap(processTree.states)
const same = (pids: number[]): string => pids.toSorted((a, b) => a - b).join(' ')

test.skipIf(netnsMissing !== '')(
  'a machine that forks all the time, into sessions of their own, is frozen whole',
  async () => {
    const root = await vmOf('while :; do for i in 1 2 3 4 5; do setsid sleep 0.05 & done; sleep 0.01; done')
    const evidence = await sigstop.freeze(root)
    const frozen = processTree.members(root)
    expect(frozen.length).toBeGreaterThan(3)
    expect(evidence).toMatch(/^all \d+ threads of \d+ processes in state T/)

    await sleep(300)
    expect(same(processTree.members(root))).toBe(same(frozen))
    expect(statesOf(root).filter((state) => state !== 'T' && state !== 'D')).toEqual([])

    sigstop.thaw(root)
    await sleep(300)
    expect(same(processTree.members(root))).not.toBe(same(frozen))
    expect(statesOf(root)).not.toContain('T')
  },
)

test.skipIf(netnsMissing !== '')(
  'fifty processes are frozen and thawed, and every one of them runs again',
  async () => {
    const root = await vmOf('for i in $(seq 50); do sleep 30 & done; wait')
    await sigstop.freeze(root)
    expect(statesOf(root).filter((state) => state === 'T')).toHaveLength(51)
    sigstop.thaw(root)
    await sleep(100)
    expect(statesOf(root)).not.toContain('T')
  },
)

test.skipIf(netnsMissing !== '')(
  'a parent that waits in vfork for a child which was stopped before it could exec',
  // Of whom a busy machine has not yet taken off its processor, the time is still counted when it has stopped.
  { retry: 2 },
  async () => {
    // dash forks its commands by vfork: frozen often enough, it is caught in the act.
    const root = await vmOf('while :; do true; sleep 0; /bin/true; done')
    for (let n = 0; n < 200; n++) {
      await sigstop.freeze(root)
      const cpuTime = () =>
        processTree.members(root).map((pid) => readFileSync(`/proc/${pid}/schedstat`, 'utf8').split(' ')[0])
      const before = cpuTime()
      if (n % 20 === 0) {
        await sleep(20)
        expect(cpuTime()).toEqual(before)
      }
      sigstop.thaw(root)
      await sleep(2)
    }
    const members = () => same(processTree.members(root))
    const now = members()
    await sleep(500)
    expect(members()).not.toBe(now)
    expect(statesOf(root)).not.toContain('T')
  },
)

test.skipIf(netnsMissing !== '')('a process that somebody else had stopped stays stopped', async () => {
  const root = await vmOf('sleep 30 & kill -STOP $!; wait')
  const isStopped = (pid: number): boolean => processTree.states(pid).includes('T')
  const [stopped] = processTree.members(root).filter(isStopped)
  await sigstop.freeze(root)
  sigstop.thaw(root)
  await sleep(500)
  expect(processTree.members(root).filter(isStopped)).toEqual([stopped])
})

test.skipIf(netnsMissing !== '')('a parent that stops itself because its child was stopped runs on', async () => {
  const root = await vmOf('exec script --quiet --command "sleep 30" /dev/null')
  await sigstop.freeze(root)
  await sleep(100)
  sigstop.thaw(root)
  await sleep(600)
  expect(statesOf(root)).not.toContain('T')
})

test.skipIf(netnsMissing !== '')('so does one that is frozen again before it was helped up', async () => {
  // Stops itself each other time that it is continued.
  const stopping =
    'trap "n=\\$((n+1)); [ \\$((n % 2)) = 0 ] || kill -STOP \\$\\$" CONT; n=0; while :; do sleep 30 & wait $!; done'
  const root = await vmOf(`sh -c '${stopping}' & wait`)
  await sigstop.freeze(root)
  sigstop.thaw(root)
  const soon = performance.now() + 20
  while (performance.now() < soon) {
    // No timer runs meanwhile, so nobody helps it up.
  }
  expect(statesOf(root)).toContain('T')
  await sigstop.freeze(root)
  sigstop.thaw(root)
  await sleep(600)
  expect(statesOf(root)).not.toContain('T')
})

test('freezing a process that is gone is an error, not a frozen process', async () => {
  const pid = 2 ** 22 - 1
  await expect(sigstop.freeze(pid)).rejects.toThrow('not seen')
})

test('the freezer that does nothing stops nothing', async () => {
  expect(await none.freeze(process.pid)).toBe('nothing was frozen')
  expect(processTree.states(process.pid)).not.toContain('T')
})
