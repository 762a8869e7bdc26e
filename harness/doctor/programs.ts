/** Are the programs there that a run starts, and do they know the options that it uses? */
import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { Check } from '../../src/doctor/check.js'
import { adminProgram } from '../netns/admin-program.js'
import { attempt } from './attempt.js'

export interface Program {
  /** Debian's package. */
  readonly pkg: string
  readonly neededBy: Check['neededBy']
  /** Called by its path: it need not be on the PATH of ordinary users. */
  readonly admin?: true
  /** Options that its help must name: other makes of it (busybox) and old ones lack them. */
  readonly options?: readonly string[]
}

const programs: Readonly<Record<string, Program>> = {
  unshare: { pkg: 'util-linux', neededBy: 'netns', options: ['--kill-child', '--map-root-user', '--mount-proc'] },
  nsenter: { pkg: 'util-linux', neededBy: 'netns', options: ['--net'] },
  setpriv: { pkg: 'util-linux', neededBy: 'netns', options: ['--pdeathsig'] },
  ip: { pkg: 'iproute2', neededBy: 'netns', options: ['-batch'] },
  ss: { pkg: 'iproute2', neededBy: 'netns', options: ['--events'] },
  bridge: { pkg: 'iproute2', neededBy: 'netns', admin: true },
  tc: { pkg: 'iproute2', neededBy: 'netns', admin: true },
  mount: { pkg: 'mount', neededBy: 'netns' },
  nice: { pkg: 'coreutils', neededBy: 'netns' },
  stdbuf: { pkg: 'coreutils', neededBy: 'netns' },
  tcpdump: { pkg: 'tcpdump', neededBy: 'optional', admin: true },
  script: { pkg: 'bsdutils', neededBy: 'loopback' },
  tar: { pkg: 'tar', neededBy: 'loopback' },
}

export const checkPrograms = (): Promise<Check[]> =>
  Promise.all(Object.entries(programs).map(([name, program]) => checkProgram(name, program)))

export const checkProgram = async (name: string, { pkg, neededBy, admin, options = [] }: Program): Promise<Check> => {
  const install = `${sudo}apt-get install ${pkg}`
  const found = findProgram(name) ?? (admin ? adminPath(name) : undefined)
  if (found === undefined) {
    // Where ordinary users do not have it on their PATH.
    const folder = ['/usr/sbin', '/sbin'].find((each) => isProgram(join(each, name)))
    if (folder === undefined) return { name, neededBy, ok: false, detail: 'not found on PATH', fix: install }
    const fix = `export PATH="$PATH:${folder}"`
    return { name, neededBy, ok: false, detail: `is in ${folder}, which is not on PATH`, fix }
  }
  if (options.length === 0) return { name, neededBy, ok: true, detail: found }
  const help = await attempt(found, ['--help'])
  if (help.unknown !== undefined) return { name, neededBy, ok: false, ...help.unknown }
  const unknown = options.filter((option) => !help.said.includes(option))
  if (unknown.length === 0) return { name, neededBy, ok: true, detail: found }
  return {
    name,
    neededBy,
    ok: false,
    detail: `${found} does not know ${unknown.join(', ')}: too old, or another make`,
    fix: install,
  }
}

const adminPath = (name: string): string | undefined => {
  const path = adminProgram(name)
  return isProgram(path) ? path : undefined
}

export const findProgram = (name: string): string | undefined =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => join(folder, name))
    .find(isProgram)

const isProgram = (file: string): boolean => {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

export const sudo = process.getuid?.() === 0 ? '' : 'sudo '
