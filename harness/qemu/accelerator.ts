/**
 * What runs guests: the kernel's KVM where a guest really boots on it, else QEMU's own emulator. That /dev/kvm can be opened says little: guests may
 * hang on it. So one is booted, with a deadline, once for each start of this machine.
 */
import type { ExecFileException } from 'node:child_process'
import { accessSync, constants, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { outputOf } from '../child.js'
import type { GuestImage } from './image.js'
import { probeAnswer, probeWord } from './init.js'
import { qemuProgram } from './machine.js'

export type Accelerator = 'kvm' | 'tcg'

/** With KVM a kernel is up within a second. */
const probeMs = 10_000

/** V8's WebAssembly has no code for a processor without these. */
const v8Needs = '+ssse3,+sse4.1,+sse4.2,+popcnt'

/** QEMU's emulator keeps what it has translated; its own choice of how much is meant for larger guests. */
export const acceleratorFlags = (accelerator: Accelerator): string[] =>
  accelerator === 'kvm' ? ['-accel', 'kvm', '-cpu', 'host'] : ['-accel', 'tcg,tb-size=128', '-cpu', `qemu64,${v8Needs}`]

/**
 * For a guest's kernel. How fast an emulated time stamp counter runs is measured by the kernel as it boots, and on a busy machine it was wrong by
 * 3 %; the event timer is QEMU's own clock. And a kernel that looks whether its timer's interrupts come panics when a busy emulator has none for it in time.
 */
export const acceleratorWords = (accelerator: Accelerator): string =>
  accelerator === 'tcg' ? 'clocksource=hpet no_timer_check' : ''

/**
 * For `-m`. An emulated guest has 8 KiB less than it should: QEMU 7.2 has a quick way to see what of a memory of a multiple of 256 KiB was written, and
 * on that way it forgets to have the emulator watch those pages again (`cpu_physical_memory_sync_dirty_bitmap`; later ones call
 * `cpu_physical_memory_dirty_bits_cleared` there). A page was then sometimes copied too early, and the guest crashed where it had been moved to.
 */
export const memorySize = (accelerator: Accelerator, mebibytes: number): string =>
  accelerator === 'tcg' ? `${mebibytes * 1024 - 8}k` : `${mebibytes}m`

export interface Probed {
  readonly accelerator: Accelerator
  /** Why it is not KVM, or that it is. */
  readonly why: string
}

/** @param cache where the outcome is kept until this machine is started anew */
export const acceleratorFor = async (image: GuestImage, cache: string, signal?: AbortSignal): Promise<Probed> => {
  const file = join(cache, 'accelerator.json')
  const bootId = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
  try {
    const { boot, ...probed } = JSON.parse(readFileSync(file, 'utf8')) as Probed & { readonly boot: string }
    if (boot === bootId) return probed
  } catch {
    // Not probed yet.
  }
  const probed = await probe(image, signal)
  signal?.throwIfAborted()
  writeFileSync(file, JSON.stringify({ ...probed, boot: bootId }))
  return probed
}

const probe = async (image: GuestImage, signal: AbortSignal | undefined): Promise<Probed> => {
  try {
    accessSync('/dev/kvm', constants.R_OK | constants.W_OK)
  } catch (error) {
    return { accelerator: 'tcg', why: `/dev/kvm cannot be used: ${(error as Error).message}` }
  }
  // It hangs with us, or not at all.
  const said: Partial<Pick<ExecFileException, 'stdout' | 'stderr' | 'killed'>> = await outputOf(
    'setpriv',
    [
      ...['--pdeathsig', 'KILL', qemuProgram],
      ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-m', '128', '-serial', 'stdio'],
      ...acceleratorFlags('kvm'),
      ...['-kernel', image.kernel, '-initrd', image.initramfs],
      ...['-append', `console=ttyS0 quiet panic=-1 ${probeWord}`],
    ],
    { timeout: probeMs, killSignal: 'SIGKILL', ...(signal && { signal }) },
  ).catch((failed: ExecFileException) => failed)
  const { stdout = '', stderr = '', killed } = said
  if (stdout.includes(probeAnswer)) return { accelerator: 'kvm', why: 'a guest boots on it' }
  if (killed) return { accelerator: 'tcg', why: `a guest did not boot on /dev/kvm within ${probeMs / 1000} s` }
  return { accelerator: 'tcg', why: `QEMU does not run a guest on /dev/kvm: ${stderr.trim().split('\n').at(-1) ?? ''}` }
}
