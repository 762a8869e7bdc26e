/** What every guest's file system has: busybox, Node, a shell and what services of ours start, and outlive itself. */
import { readdirSync } from 'node:fs'
import { basename, join } from 'node:path'
import { EnvironmentError } from '../../src/errors.js'
import { packageRoot } from '../../src/scenario/package-root.js'
import { outputOf } from '../child.js'
import { guestInit } from './init.js'
import { packagesOf } from './packages.js'
import { filesIn, type Part, textOf } from './parts.js'

/** Programs that services are started by, or start, beside what busybox has: its own make of them differs, and whatever it starts is its own make too. */
const programs = ['sh', 'script', 'setpriv', 'tar', 'unshare']
/** What of outlive runs in a guest. */
const ours = ['harness', 'src']
/** Of Debian's layout, so that a program's path is the same in a guest. */
const merged = ['bin', 'sbin', 'lib', 'lib64']

/** @throws EnvironmentError when one of them is not installed */
export const rootParts = async (busybox: string): Promise<readonly Part[]> => {
  const found = await Promise.all(programs.map((name) => pathOf(name, 'bsdutils util-linux tar dash')))
  const files = [...found, process.execPath]
  const { stdout: applets } = await outputOf(busybox, ['--list'])
  return [
    ...merged.map((name) => ({ to: `/${name}`, link: `usr/${name}` })),
    { to: '/bin/busybox', from: busybox },
    ...files.map((from) => ({ to: `/bin/${basename(from)}`, from })),
    ...[...(await librariesOf(files))].map((from) => ({ to: from, from })),
    ...outliveParts(),
    { to: '/etc/passwd', text: 'root:x:0:0:root:/tmp:/bin/sh\n' },
    { to: '/etc/hosts', text: '127.0.0.1 localhost\n' },
    { to: '/etc/nsswitch.conf', text: 'passwd: files\ngroup: files\nhosts: files\n' },
    { to: '/init', text: guestInit, isProgram: true },
    // What is there by then is no busybox's.
    ...applets
      .trim()
      .split('\n')
      .map((name) => ({ to: `/bin/${name}`, link: 'busybox' })),
  ]
}

const outliveParts = (): readonly Part[] => {
  const isRun = (file: string): boolean => !/\.(map|d\.ts)$/.test(file)
  const at = (file: string): string => `/outlive/${file.slice(packageRoot.length).replace(/^\//, '')}`
  const dist = join(packageRoot, 'dist')
  const archives = readdirSync(dist).filter((name) => name.endsWith('.tar'))
  const built = ours.flatMap((name) => [...filesIn(join(dist, name))].filter(isRun))
  return [
    // Built anew they have another time, and mostly say the same.
    ...[join(packageRoot, 'package.json'), ...built].map((file) => ({ to: at(file), text: textOf(file) })),
    ...archives.map((name) => ({ to: `/outlive/dist/${name}`, from: join(dist, name) })),
    ...moduleParts(packageRoot, '/outlive'),
  ]
}

/** npm packages, with all that they need, for who is in that folder. */
export const moduleParts = (root: string, to: string, names?: readonly string[]): readonly Part[] =>
  packagesOf(root, names).flatMap(({ name, folder }) =>
    [...filesIn(folder)]
      .filter((file) => !/\.(map|d\.ts)$/.test(file))
      .map((from) => ({ to: `${to}/node_modules/${name}${from.slice(folder.length)}`, from })),
  )

export const pathOf = async (name: string, pkg: string): Promise<string> => {
  const found = await outputOf('sh', ['-c', 'command -v -- "$1"', 'sh', name]).catch(() => undefined)
  if (found === undefined) throw new EnvironmentError(`no ${name} for the guest’s image`, `apt-get install ${pkg}`)
  return found.stdout.trim()
}

/** Shared libraries, as `ldd` names them, the dynamic linker among them. */
const librariesOf = async (files: readonly string[]): Promise<ReadonlySet<string>> => {
  const said = await Promise.all(files.map((file) => outputOf('ldd', [file]).catch(() => ({ stdout: '' }))))
  return new Set(said.flatMap(({ stdout }) => [...stdout.matchAll(/(?<=\s|^)\/\S+/gm)].map(([path]) => path)))
}
