/** What real guests need: QEMU, what their image is made from, and a way into the bridges. */
import { closeSync, openSync } from 'node:fs'
import type { Check } from '../../src/doctor/check.js'
import { acceleratorFor } from '../qemu/accelerator.js'
import { cacheFolder, openImage } from '../qemu/image.js'
import { hasKernel, metaPackage } from '../qemu/kernel.js'
import { qemuProgram } from '../qemu/machine.js'
import { attempt } from './attempt.js'
import { checkProgram, findProgram, type Program, sudo } from './programs.js'

const neededBy = 'qemu'

const programs: Readonly<Record<string, Program>> = {
  [qemuProgram]: { pkg: 'qemu-system-x86', neededBy },
  busybox: { pkg: 'busybox-static', neededBy },
  cpio: { pkg: 'cpio', neededBy },
  mksquashfs: { pkg: 'squashfs-tools', neededBy },
  ldd: { pkg: 'libc-bin', neededBy },
}

/** With what is used of it: `-blockdev raw,…`, and the capabilities and parameters of migrations by their present names. */
const oldestQemu = 6

/** @param thoroughly makes the image and boots a guest, to see what runs it */
export const checkGuests = async (thoroughly: boolean): Promise<Check[]> => {
  const found = await Promise.all(Object.entries(programs).map(([name, program]) => checkProgram(name, program)))
  const checks = [
    checkProcessor(),
    ...(await Promise.all(found.map((check) => (check.name === qemuProgram && check.ok ? withVersion(check) : check)))),
    await checkBusybox(),
    await checkKernel(),
    checkTun(),
  ].flat()
  const isComplete = checks.every(({ ok }) => ok)
  return isComplete && thoroughly ? [...checks, await checkAccelerator()] : checks
}

const checkProcessor = (): Check => ({
  name: 'processor',
  neededBy,
  ok: process.arch === 'x64',
  detail: process.arch,
  fix: 'run outlive on an x86-64 machine, or with --engine netns',
})

const withVersion = async (check: Check): Promise<Check> => {
  const { said, unknown } = await attempt(qemuProgram, ['--version'])
  if (unknown !== undefined) return { ...check, ok: false, ...unknown }
  const [, version = ''] = /version (\S+)/.exec(said) ?? []
  if (Number.parseInt(version, 10) >= oldestQemu) return { ...check, detail: `${check.detail}, version ${version}` }
  return {
    ...check,
    ok: false,
    detail: `version ${version || 'unknown'} is too old: ${oldestQemu}.0 is the oldest that is known to do`,
    fix: `${sudo}apt-get install qemu-system-x86   (of a newer release of the distribution)`,
  }
}

/** Nothing that it could be linked with is there yet where it runs. */
const checkBusybox = async (): Promise<Check[]> => {
  const path = findProgram('busybox')
  if (path === undefined) return []
  const { said, unknown } = await attempt('ldd', [path])
  if (unknown !== undefined) return [{ name: 'busybox', neededBy, ok: false, ...unknown }]
  if (/not a dynamic executable|statically linked/.test(said)) return []
  const fix = `${sudo}apt-get install busybox-static`
  return [{ name: 'busybox', neededBy, ok: false, detail: `${path} is not statically linked`, fix }]
}

const checkKernel = async (): Promise<Check> => {
  const check = { name: 'guest kernel', neededBy } as const
  const release = hasKernel(cacheFolder())
  if (release !== undefined) return { ...check, ok: true, detail: `${release}, in ${cacheFolder()}` }
  const { said, unknown } = await attempt('apt-cache', ['policy', metaPackage])
  if (unknown !== undefined) return { ...check, ok: false, ...unknown }
  if (/Candidate: \d/.test(said))
    return { ...check, ok: true, detail: `apt has ${metaPackage}; it is downloaded for the first run` }
  return { ...check, ok: false, detail: `apt does not know ${metaPackage}`, fix: `${sudo}apt-get update   (on Debian)` }
}

const checkTun = (): Check => {
  const check = { name: '/dev/net/tun', neededBy } as const
  try {
    closeSync(openSync('/dev/net/tun', 'r+'))
    return { ...check, ok: true, detail: 'can be opened' }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException
    const fix = code === 'ENOENT' || code === 'ENODEV' ? `${sudo}modprobe tun` : `${sudo}chmod 0666 /dev/net/tun`
    return { ...check, ok: false, detail: message, fix }
  }
}

const checkAccelerator = async (): Promise<Check> => {
  const check = { name: 'accelerator' } as const
  try {
    const { accelerator, why } = await acceleratorFor(await openImage(), cacheFolder())
    return { ...check, neededBy: 'optional', ok: true, detail: `${accelerator}: ${why}` }
  } catch (error) {
    const { message, fix = '' } = error as Error & { readonly fix?: string }
    return { ...check, neededBy, ok: false, detail: message, fix }
  }
}
