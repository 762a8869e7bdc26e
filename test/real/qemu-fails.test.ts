/** What goes wrong with real guests: each a result with its reason, and nothing is left behind. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { execa } from 'execa'
import { afterAll, describe, expect, test } from 'vitest'
import { openImage } from '../../dist/harness/qemu/image.js'
import { clockFrom } from '../../harness/clock.js'
import type { QemuMachine } from '../../harness/qemu/machine.js'
import type { Moving } from '../../harness/qemu/moves/move.js'
import { precopy } from '../../harness/qemu/moves/precopy.js'
import { suspend } from '../../harness/qemu/moves/suspend.js'
import { connectQmp } from '../../harness/qemu/qmp.js'
import type { HistoryEvent } from '../../src/history.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import { play, qemuMissing } from './play.js'

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

describe.skipIf(qemuMissing !== '')(`a QEMU without a guest ${qemuMissing}`, () => {
  let machines = 0
  /** Runs, and has nothing to run. */
  const machine = async (...more: string[]): Promise<QemuMachine> => {
    const path = join(folder, `monitor${++machines}`)
    const chardev = `socket,id=monitor,path=${path},server=on,wait=off`
    const child = execa(
      'qemu-system-x86_64',
      [
        ...['-nodefaults', '-no-user-config', '-display', 'none', '-m', '64', '-accel', 'tcg'],
        ...['-chardev', chardev, '-mon', 'chardev=monitor,mode=control', ...more],
      ],
      { reject: false, stdin: 'ignore', timeout: 60_000 },
    )
    const plug = { address: '', mac: '', port: '' }
    const ended = child.then(({ signal }) => `ended by ${signal}`)
    return {
      pid: child.pid ?? 0,
      qmp: await connectQmp(path),
      plug,
      channel: '',
      onSaid: () => {},
      ended,
      kill: () => child.kill('SIGKILL'),
    }
  }
  const movingOf = (from: QemuMachine, to: QemuMachine, more: Partial<Moving>): Moving => ({
    file: `vm${machines}`,
    vm: `vm${machines}`,
    guest: {
      machine: () => from,
      stop: () => from.qmp.execute('stop').then(() => ''),
      become: async () => {},
    } as unknown as Moving['guest'],
    plan: { phases: [], outcome: 'moved' },
    parameters: {},
    memoryMiB: 64,
    clock: clockFrom(),
    signal: new AbortController().signal,
    scratch: folder,
    say: () => {},
    room: async () => to,
    bootOn: () => Promise.reject(new Error('not here')),
    cut: async () => '',
    tell: () => {},
    moved: () => {},
    ...more,
  })

  test('a disk that is full while the guest is saved is told', async () => {
    const from = await machine()
    const moving = movingOf(from, from, {})
    symlinkSync('/dev/full', join(folder, `${moving.vm}.saved`))
    await expect(suspend(moving)).rejects.toThrow(/the migration failed/)
    from.kill()
  })

  test('a QEMU that is killed in the midst of a migration is told', async () => {
    const [from, to] = [await machine(), await machine('-incoming', 'defer')]
    const moving = movingOf(from, to, {
      parameters: { linkMbitPerS: 0.1 },
      say: ({ type }) => {
        if (type === 'migration-reported') from.kill()
      },
    })
    await expect(precopy(moving)).rejects.toThrow(
      /QEMU( on host A)? ended by SIGKILL, in the midst of the migration|QEMU has closed/,
    )
    to.kill()
  })

  test('a migration that does not come to an end is cancelled', async () => {
    const [from, to] = [await machine(), await machine('-incoming', 'defer')]
    // A second for 64 MiB, over a line of a thousandth of that.
    const moving = movingOf(from, to, { parameters: { linkMbitPerS: 0.5, cancelAfterMsPerGiB: 1000 } })
    await expect(precopy(moving)).rejects.toThrow(/does not come to an end: cancelled after 1 s, \d+ MB are left/)
    expect(await from.qmp.execute('query-status')).toMatchObject({ status: 'running' })
    from.kill()
    to.kill()
  })
})

describe.skipIf(qemuMissing !== '')(`a run with guests ${qemuMissing}`, () => {
  const resolved = resolveScenario({
    name: 'failing',
    presets: [{ name: 'kvm', with: { linkMbitPerS: 200, hotDirtyMBPerS: 1 }, as: 'copy' }],
    memory: ['256 MiB'],
    sessions: ['echo'],
    profiles: ['linux'],
    baseline: '1 s',
    settle: '2 s',
  })
  // Guests take much of a machine; none of these is about the one that stays.
  const scenario = { ...resolved, cells: resolved.cells.filter(({ control }) => !control) }

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

  test('whose guests do not boot says so', { timeout: 120_000 }, async () => {
    const made = dirname((await openImage()).root)
    const cache = dirname(made)
    // As ours, with a kernel that is none.
    const broken = join(mkdtempSync(join(folder, 'cache-')), 'outlive')
    mkdirSync(join(broken, basename(made)), { recursive: true })
    for (const name of readdirSync(cache).filter((each) => !each.startsWith('guest-')))
      symlinkSync(join(cache, name), join(broken, name))
    for (const name of readdirSync(made))
      symlinkSync(join(made, name === 'kernel' ? 'initramfs' : name), join(broken, basename(made), name))
    const before = process.env.XDG_CACHE_HOME
    process.env.XDG_CACHE_HOME = dirname(broken)
    try {
      await expect(play(scenario, 'qemu')).rejects.toThrow(/VM \S+ ended with status|QEMU of \S+ ended/)
    } finally {
      if (before === undefined) delete process.env.XDG_CACHE_HOME
      else process.env.XDG_CACHE_HOME = before
    }
    expect(ourProcesses('qemu-system')).toEqual([])
  })
})

/** Of a VM's QEMUs the one with its guest: the other waits for it. */
const holdsGuest = (pid: number): boolean => !readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('-incoming')
