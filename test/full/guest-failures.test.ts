/** What goes wrong with real guests: each a result with its reason, and nothing is left behind. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { openImage } from '../../dist/harness/qemu/image.js'
import type { HistoryEvent } from '../../src/history.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import type { ResolvedScenario, ScenarioDocument } from '../../src/scenario/scenario.js'
import { play, qemuMissing } from '../real/play.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

/** Processes that were started, however indirectly, by this one, whose command has this word. */
const ourProcesses = (word: string): number[] => {
  const parents = new Map<number, number>()
  const found: number[] = []
  for (const name of readdirSync('/proc').filter((each) => /^\d+$/.test(each))) {
    try {
      const pid = Number(name)
      parents.set(pid, Number(readFileSync(`/proc/${name}/stat`, 'utf8').split(') ')[1]?.split(' ')[1]))
      if (readFileSync(`/proc/${name}/cmdline`, 'utf8').includes(word)) found.push(pid)
    } catch {
      // It has ended meanwhile.
    }
  }
  const isOurs = (pid: number | undefined): boolean =>
    pid !== undefined && pid > 1 && (pid === process.pid || isOurs(parents.get(pid)))
  return found.filter((pid) => isOurs(parents.get(pid)))
}

/** Leaves a run's scratch, where what is saved goes, room for little. */
const fillScratch = (): void => {
  const [runner = 0] = ourProcesses('runner.js').filter((pid) => scratchOf(pid) !== '')
  const user = process.getuid?.() === 0 ? [] : ['--user', '--preserve-credentials']
  execFileSync('nsenter', [
    `--target=${runner}`,
    ...user,
    '--mount',
    'mount',
    '-o',
    'remount,size=32m',
    scratchOf(runner),
  ])
}
/** The folder that a run hides behind a file system of its own; nothing for a process outside its namespaces. */
const scratchOf = (pid: number): string =>
  /^sysfs (\S+)\/sys sysfs /m.exec(readFileSync(`/proc/${pid}/mounts`, 'utf8'))?.[1] ?? ''

describe.skipIf(qemuMissing !== '')(`a run with guests ${qemuMissing}`, () => {
  const scenarioOf = (...presets: ScenarioDocument['presets']): ResolvedScenario => {
    const resolved = resolveScenario({
      name: 'failing',
      presets,
      memory: ['256 MiB'],
      sessions: ['echo'],
      profiles: ['linux'],
      baseline: '1 s',
      settle: '2 s',
    })
    // Guests take much of a machine; none of these is about the one that stays.
    return { ...resolved, cells: resolved.cells.filter(({ control }) => !control) }
  }
  const scenario = scenarioOf({ name: 'kvm', with: { linkMbitPerS: 200, hotDirtyMBPerS: 1 }, as: 'copy' })
  /** Written faster than it can be sent. */
  const busy = { linkMbitPerS: 200, hotSetMiB: 32, hotDirtyMBPerS: 60 }

  test('of which one cannot be saved and one never comes to an end says so of each', { timeout: 300_000 }, async () => {
    let filled = false
    const onEvent = ({ type }: HistoryEvent): void => {
      if (filled || type !== 'connected') return
      filled = true
      fillScratch()
    }
    // Planned to stop after three rounds, which is a rule that QEMU does not have.
    const without = { ...busy, maxRounds: 3, autoConverge: false, cancelAfterMsPerGiB: 60_000 }
    const { cell, history } = await play(
      scenarioOf({ name: 'kvm', with: without, as: 'endless' }, { name: 'quick-migration', as: 'full' }),
      'qemu',
      onEvent,
    )
    expect(cell({ preset: 'full' })).toMatchObject({ verdict: 'inconclusive' })
    expect(cell({ preset: 'full' }).why).toMatch(/something went wrong with its VM: the migration failed: ./)
    expect(cell({ preset: 'endless' })).toMatchObject({ verdict: 'inconclusive' })
    expect(cell({ preset: 'endless' }).why).toMatch(
      /the migration does not come to an end: cancelled after 15 s, \d+ MB are left/,
    )
    expect(throttling(history)).toEqual([])
    expect(ourProcesses('qemu-system')).toEqual([])
  })

  test('that is slowed down until it can be copied is copied', { timeout: 300_000 }, async () => {
    const { cell, history } = await play(
      scenarioOf({ name: 'kvm', with: { ...busy, autoConverge: true }, as: 'slowed' }),
      'qemu',
    )
    expect(Math.max(...throttling(history))).toBeGreaterThanOrEqual(20)
    expect(history.findLast(({ type }) => type === 'migration-reported')).toMatchObject({ status: 'completed' })
    const { verdict, why } = cell({ preset: 'slowed' })
    expect(verdict, why).not.toBe('inconclusive')
    expect(ourProcesses('qemu-system')).toEqual([])
  })

  test('whose QEMU is killed in the midst of a migration says nothing of its sessions, and why', {
    timeout: 300_000,
  }, async () => {
    let killed = false
    const onEvent = (event: HistoryEvent): void => {
      if (killed || event.type !== 'migration-reported' || event.status !== 'active') return
      killed = true
      for (const pid of ourProcesses('qemu-system').filter(holdsGuest)) process.kill(pid, 'SIGKILL')
    }
    const { cell } = await play(scenario, 'qemu', onEvent)
    expect(cell({ preset: 'copy' })).toMatchObject({ verdict: 'inconclusive' })
    expect(cell({ preset: 'copy' }).why).toMatch(/something went wrong with its VM: .*ended by SIGKILL/)
    expect(ourProcesses('qemu-system')).toEqual([])
  })

  /** Has images made and looked for in a cache of its own, with the kernel that is in ours. */
  const withCache = async (act: (cache: string) => Promise<void>): Promise<void> => {
    const ours = dirname(dirname((await openImage()).root))
    const cache = join(mkdtempSync(join(folder, 'cache-')), 'outlive')
    mkdirSync(cache)
    for (const name of readdirSync(ours).filter((each) => !each.startsWith('guest-')))
      symlinkSync(join(ours, name), join(cache, name))
    const before = process.env.XDG_CACHE_HOME
    process.env.XDG_CACHE_HOME = dirname(cache)
    try {
      await act(cache)
    } finally {
      if (before === undefined) delete process.env.XDG_CACHE_HOME
      else process.env.XDG_CACHE_HOME = before
    }
  }

  test('whose guests do not boot says so', { timeout: 120_000 }, async () => {
    const made = dirname((await openImage()).root)
    await withCache(async (cache) => {
      // As ours, with a kernel that is none.
      mkdirSync(join(cache, basename(made)))
      for (const name of readdirSync(made))
        symlinkSync(join(made, name === 'kernel' ? 'initramfs' : name), join(cache, basename(made), name))
      await expect(play(scenario, 'qemu')).rejects.toThrow(/VM \S+ ended with status|QEMU of \S+ ended/)
    })
    expect(ourProcesses('qemu-system')).toEqual([])
  })

  test('that is called off while its image is made leaves none', async () => {
    await withCache(async (cache) => {
      const before = readdirSync(cache)
      await expect(openImage(AbortSignal.timeout(100))).rejects.toThrow(/cancel|abort/i)
      expect(readdirSync(cache)).toEqual(before)
    })
  })
})

/** What of its processors' time QEMU took from a guest, in percent, each time that it said so. */
const throttling = (history: readonly HistoryEvent[]): number[] =>
  history.flatMap((event) =>
    event.type === 'migration-reported' && event.throttlePercent ? [event.throttlePercent] : [],
  )

/** Of a VM's QEMUs the one with its guest: the other waits for it. */
const holdsGuest = (pid: number): boolean => !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('-incoming')
