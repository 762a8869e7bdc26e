/** A kernel for guests, from the distribution's package for virtual machines: downloaded by apt, unpacked in the cache, installed nowhere. */
import { existsSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { EnvironmentError } from '../../src/errors.js'
import { outputOf } from '../child.js'

export interface Kernel {
  /** `6.1.0-56-cloud-amd64` */
  readonly release: string
  readonly image: string
  /** A module's file by its name; `undefined` where there is none: it is built in. */
  module(name: string): string | undefined
}

/** Packages that name the newest kernel for virtual machines: Debian's. */
export const metaPackage = 'linux-image-cloud-amd64'

const prefix = 'kernel-linux-image-'

/** The release of the one in the cache. */
export const hasKernel = (cache: string): string | undefined => unpackedIn(cache)?.slice(prefix.length)

const unpackedIn = (cache: string): string | undefined =>
  existsSync(cache)
    ? readdirSync(cache)
        .filter((name) => name.startsWith(prefix))
        .sort()
        .at(-1)
    : undefined

/** Unpacks the kernel unless it is there. @throws EnvironmentError when it cannot be had */
export const openKernel = async (cache: string, signal?: AbortSignal): Promise<Kernel> => {
  if (unpackedIn(cache) === undefined) await unpack(cache, signal)
  return kernelIn(join(cache, unpackedIn(cache) ?? ''))
}

/** A mirror that does not answer is told, rather than waited for. */
const downloadMs = 180_000

const unpack = async (cache: string, signal: AbortSignal | undefined): Promise<void> => {
  const folder = mkdtempSync(join(cache, 'fetching-'))
  try {
    const name = await newest()
    const patience = { timeout: downloadMs, ...(signal && { signal }) }
    await outputOf('apt-get', ['download', '--quiet', name], { cwd: folder, ...patience })
    const [file] = readdirSync(folder).filter((each) => each.endsWith('.deb'))
    if (file === undefined) throw new Error(`apt-get download ${name} left no package`)
    await outputOf('dpkg-deb', ['--extract', join(folder, file), join(folder, 'unpacked')])
    renameSync(join(folder, 'unpacked'), join(cache, `kernel-${name}`))
  } catch (error) {
    throw new EnvironmentError(
      `no kernel for guests: ${(error as Error).message.split('\n')[0]}`,
      `apt-get update   (the package ${metaPackage} is downloaded with apt-get download; it is not installed)`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** The package that the meta-package of today depends on. */
const newest = async (): Promise<string> => {
  const { stdout } = await outputOf('apt-cache', ['depends', '--important', metaPackage])
  const [, name] = /Depends: (linux-image-\S+)/.exec(stdout) ?? []
  if (name === undefined) throw new Error(`${metaPackage} is unknown to apt`)
  return name
}

const kernelIn = (folder: string): Kernel => {
  const boot = readdirSync(join(folder, 'boot')).find((name) => name.startsWith('vmlinuz-'))
  if (boot === undefined) throw new Error(`no kernel in ${folder}`)
  const release = boot.slice('vmlinuz-'.length)
  const modules = [folder, join(folder, 'usr')].map((root) => join(root, 'lib/modules', release)).find(existsSync) ?? ''
  const files = new Map(
    readdirSync(modules, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ko'))
      .map((file) => [basename(file, '.ko').replaceAll('-', '_'), join(modules, file)]),
  )
  return { release, image: join(folder, 'boot', boot), module: (name) => files.get(name) }
}
