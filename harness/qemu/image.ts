/**
 * What guests boot: a kernel from the distribution's package, a small initramfs with its modules, and a file system with busybox, Node, outlive's own
 * services, and the programs that a scenario brings. Made from what is installed here, without root, and kept in the cache under the hash of all its parts.
 */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
} from 'node:fs'
import { homedir } from 'node:os'
import { basename, join } from 'node:path'
import { outputOf } from '../child.js'
import { initramfsInit } from './init.js'
import { type Kernel, openKernel } from './kernel.js'
import { loadOrder } from './modules.js'
import { hashOf, type Part, putTogether } from './parts.js'
import { pathOf, rootParts } from './root.js'

export interface GuestImage {
  readonly kernel: string
  readonly initramfs: string
  readonly root: string
  /** What the guest runs, for the record. */
  readonly says: string
}

/** The network, the disk, what is written to it, the channel to us. */
const modules = ['virtio_pci', 'virtio_net', 'virtio_blk', 'virtio_console', 'squashfs', 'overlay']
/** Images that are kept: of this state of outlive and of these programs, and of a few before. */
const kept = 3

export const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'outlive')

/**
 * Makes the image unless it is there.
 * @param own what a scenario brings; of the same place the first is meant
 * @throws EnvironmentError when this machine lacks what it is made from
 * @throws Error when it is called off
 */
export const openImage = async (signal?: AbortSignal, own: readonly Part[] = []): Promise<GuestImage> => {
  const cache = cacheFolder()
  mkdirSync(cache, { recursive: true })
  const kernel = await openKernel(cache, signal)
  const busybox = await pathOf('busybox', 'busybox-static')
  const initramfs = initramfsParts(kernel, busybox)
  const root = [...own, ...(await rootParts(busybox))]
  const folder = join(cache, `guest-${hashOf([{ to: '/kernel', from: kernel.image }, ...initramfs])}${hashOf(root)}`)
  if (!existsSync(folder)) await make(folder, kernel, initramfs, root, signal)
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

const initramfsParts = (kernel: Kernel, busybox: string): readonly Part[] => {
  const order = loadOrder(modules, kernel.module)
  return [
    { to: '/busybox', from: busybox },
    ...order.map((from) => ({ to: `/modules/${basename(from)}`, from })),
    { to: '/modules/order', text: order.map((file) => `${basename(file)}\n`).join('') },
    { to: '/init', text: initramfsInit, isProgram: true },
  ]
}

const make = async (
  folder: string,
  kernel: Kernel,
  initramfs: readonly Part[],
  root: readonly Part[],
  signal: AbortSignal | undefined,
): Promise<void> => {
  const calledOff = signal && { signal }
  const unfinished = mkdtempSync(`${folder}-`)
  const treeOf = (parts: readonly Part[], name: string, ...mountPoints: string[]): string => {
    const tree = join(unfinished, name)
    for (const folder of ['dev', 'proc', 'sys', ...mountPoints]) mkdirSync(join(tree, folder), { recursive: true })
    putTogether(parts, tree)
    return tree
  }
  try {
    copyFileSync(kernel.image, join(unfinished, 'kernel'))
    const first = treeOf(initramfs, 'initramfs-tree', 'image', 'written', 'root')
    const pack = 'cd "$1" && find . | cpio --quiet --create --format=newc --owner=0:0 | gzip -1 > "$2"'
    await outputOf('sh', ['-c', pack, 'sh', first, join(unfinished, 'initramfs')], { ...calledOff })
    const whole = treeOf(root, 'root-tree', 'run', 'tmp')
    // Not compressed: an emulated processor would take longer over it than the disk does.
    const plain = ['-noI', '-noD', '-noF', '-noX']
    const quietly = ['-quiet', '-no-progress', '-all-root']
    await outputOf('mksquashfs', [whole, join(unfinished, 'root'), ...quietly, ...plain], { ...calledOff })
    for (const tree of [first, whole]) rmSync(tree, { recursive: true })
    renameSync(unfinished, folder)
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true })
    // Somebody else was faster.
    if (!existsSync(folder)) throw error
  }
}

/** Nobody makes an image, or fetches a kernel, for so long: whoever did was killed. */
const abandonedMs = 3_600_000

const forgetOld = (cache: string): void => {
  const images = readdirSync(cache)
    .filter((name) => /^guest-[0-9a-f]+$/.test(name))
    .map((name) => ({ name, usedMs: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.usedMs - a.usedMs)
  const unfinished = readdirSync(cache)
    .filter((name) => /^guest-[0-9a-f]+-|^fetching-/.test(name))
    .filter((name) => Date.now() - statSync(join(cache, name)).mtimeMs > abandonedMs)
  for (const name of [...images.slice(kept).map(({ name }) => name), ...unfinished])
    rmSync(join(cache, name), { recursive: true, force: true })
}
