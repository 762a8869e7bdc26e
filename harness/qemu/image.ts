/**
 * What guests boot: a kernel from the distribution's package, a small initramfs with its modules, and a read-only file system with busybox, Node
 * and outlive's own services. Made from what is installed here, without root, and kept in the cache under the hash of all that went in.
 */
import { createHash, type Hash } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { EnvironmentError } from '../../src/errors.js'
import { guestInit, initramfsInit } from './init.js'
import { type Kernel, openKernel } from './kernel.js'
import { loadOrder } from './modules.js'
import { packagesOf } from './packages.js'

export interface GuestImage {
  readonly kernel: string
  readonly initramfs: string
  readonly root: string
  /** What the guest runs, for the record. */
  readonly says: string
}

const packageRoot = fileURLToPath(new URL('../../..', import.meta.url))

/** The network, the disk, the channel to us. */
const modules = ['virtio_pci', 'virtio_net', 'virtio_blk', 'virtio_console', 'squashfs']
/** Programs that services start, beside what busybox has: its own make of them differs. */
const programs = ['sh', 'script', 'setpriv', 'tar']
/** What of outlive runs in a guest. */
const ours = ['harness', 'src']
/** Images that are kept: of this state of outlive, and of a few before it. */
const kept = 3

export const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outlive')

/** Makes the image unless it is there. @throws EnvironmentError when this machine lacks what it is made from */
export const openImage = async (): Promise<GuestImage> => {
  const cache = cacheFolder()
  mkdirSync(cache, { recursive: true })
  const kernel = await openKernel(cache)
  const busybox = await pathOf('busybox', 'busybox-static')
  const found = await Promise.all(programs.map((name) => pathOf(name, 'bsdutils util-linux tar dash')))
  const files = [...found, process.execPath]
  const folder = join(cache, `guest-${hashOf(kernel, busybox, files)}`)
  if (!existsSync(folder)) await make(folder, kernel, busybox, files)
  // What is used last is forgotten last.
  utimesSync(folder, new Date(), new Date())
  forgetOld(cache)
  return {
    kernel: join(folder, 'kernel'),
    initramfs: join(folder, 'initramfs'),
    root: join(folder, 'root'),
    says: `${kernel.release}, Node ${process.version}`,
  }
}

const pathOf = async (name: string, pkg: string): Promise<string> => {
  const { stdout, failed } = await execa('sh', ['-c', 'command -v -- "$1"', 'sh', name], { reject: false })
  if (failed) throw new EnvironmentError(`no ${name} for the guest’s image`, `apt-get install ${pkg}`)
  return stdout.trim()
}

const hashOf = (kernel: Kernel, busybox: string, files: readonly string[]): string => {
  const hash = createHash('sha256').update(`${kernel.release} ${process.version} ${initramfsInit} ${guestInit}`)
  for (const file of [busybox, ...files]) {
    const { size, mtimeMs } = statSync(file)
    hash.update(`${file} ${size} ${mtimeMs}`)
  }
  for (const folder of ours) addFolder(hash, join(packageRoot, 'dist', folder))
  for (const { name, version } of packagesOf(packageRoot)) hash.update(`${name}@${version}`)
  return hash.digest('hex').slice(0, 16)
}

const addFolder = (hash: Hash, folder: string): void => {
  for (const entry of readdirSync(folder, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith('.js')) continue
    const file = join(entry.parentPath, entry.name)
    hash.update(file.slice(packageRoot.length)).update(readFileSync(file))
  }
}

const make = async (folder: string, kernel: Kernel, busybox: string, files: readonly string[]): Promise<void> => {
  const unfinished = mkdtempSync(`${folder}-`)
  try {
    cpSync(kernel.image, join(unfinished, 'kernel'))
    await makeInitramfs(unfinished, kernel, busybox)
    await makeRoot(unfinished, busybox, files)
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    // Somebody else was faster.
    if (!existsSync(folder)) throw error
  }
}

const makeInitramfs = async (folder: string, kernel: Kernel, busybox: string): Promise<void> => {
  const tree = join(folder, 'initramfs-tree')
  for (const name of ['bin', 'dev', 'modules', 'proc', 'root', 'sys']) mkdirSync(join(tree, name), { recursive: true })
  cpSync(realpathSync(busybox), join(tree, 'bin/busybox'))
  const order = loadOrder(modules, kernel.module)
  for (const file of order) cpSync(file, join(tree, 'modules', basename(file)))
  writeFileSync(join(tree, 'modules/order'), order.map((file) => `${basename(file)}\n`).join(''))
  writeFileSync(join(tree, 'init'), initramfsInit)
  chmodSync(join(tree, 'init'), 0o755)
  const pack = 'cd "$1" && find . | cpio --quiet --create --format=newc --owner=0:0 | gzip -1 > "$2"'
  await execa('sh', ['-c', pack, 'sh', tree, join(folder, 'initramfs')])
  rmSync(tree, { recursive: true })
}

const makeRoot = async (folder: string, busybox: string, files: readonly string[]): Promise<void> => {
  const tree = join(folder, 'root-tree')
  for (const name of ['bin', 'dev', 'etc', 'proc', 'sys', 'tmp']) mkdirSync(join(tree, name), { recursive: true })
  cpSync(realpathSync(busybox), join(tree, 'bin/busybox'))
  for (const file of files) cpSync(realpathSync(file), join(tree, 'bin', basename(file)))
  const { stdout: applets } = await execa(busybox, ['--list'])
  for (const name of applets.split('\n')) {
    if (!existsSync(join(tree, 'bin', name))) symlinkSync('busybox', join(tree, 'bin', name))
  }
  for (const library of await librariesOf(files)) {
    mkdirSync(join(tree, dirname(library)), { recursive: true })
    cpSync(realpathSync(library), join(tree, library))
  }
  writeFileSync(join(tree, 'etc/passwd'), 'root:x:0:0:root:/tmp:/bin/sh\n')
  writeFileSync(join(tree, 'etc/hosts'), '127.0.0.1 localhost\n')
  writeFileSync(join(tree, 'init'), guestInit)
  chmodSync(join(tree, 'init'), 0o755)
  const outlive = join(tree, 'outlive')
  const isRun = (file: string): boolean => !/\.(map|d\.ts)$/.test(file)
  for (const name of ours)
    cpSync(join(packageRoot, 'dist', name), join(outlive, 'dist', name), { recursive: true, filter: isRun })
  for (const name of readdirSync(join(packageRoot, 'dist'))) {
    if (name.endsWith('.tar')) cpSync(join(packageRoot, 'dist', name), join(outlive, 'dist', name))
  }
  cpSync(join(packageRoot, 'package.json'), join(outlive, 'package.json'))
  for (const { name, folder } of packagesOf(packageRoot)) {
    cpSync(folder, join(outlive, 'node_modules', name), { recursive: true, filter: isRun, dereference: true })
  }
  // Not compressed: an emulated processor would take longer over it than the disk does.
  const plain = ['-noI', '-noD', '-noF', '-noX']
  await execa('mksquashfs', [tree, join(folder, 'root'), '-quiet', '-no-progress', '-all-root', ...plain])
  rmSync(tree, { recursive: true })
}

/** Shared libraries, as `ldd` names them, the dynamic linker among them. */
const librariesOf = async (files: readonly string[]): Promise<ReadonlySet<string>> => {
  const said = await Promise.all(files.map((file) => execa('ldd', [file], { reject: false })))
  return new Set(said.flatMap(({ stdout }) => [...stdout.matchAll(/(?<=\s|^)\/\S+/gm)].map(([path]) => path)))
}

/** Nobody makes an image, or fetches a kernel, for so long: whoever did was killed. */
const abandonedMs = 3_600_000

const forgetOld = (cache: string): void => {
  const images = readdirSync(cache)
    .filter((name) => /^guest-[0-9a-f]{16}$/.test(name))
    .map((name) => ({ name, usedMs: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.usedMs - a.usedMs)
  const unfinished = readdirSync(cache)
    .filter((name) => /^guest-[0-9a-f]{16}-|^fetching-/.test(name))
    .filter((name) => Date.now() - statSync(join(cache, name)).mtimeMs > abandonedMs)
  for (const name of [...images.slice(kept).map(({ name }) => name), ...unfinished])
    rmSync(join(cache, name), { recursive: true, force: true })
}
