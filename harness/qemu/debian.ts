/** Programs as Debian's packages have them: the files of those that are installed here, and of what they say that they depend on. */
import { EnvironmentError } from '../../src/errors.js'
import { outputOf } from '../child.js'
import { type Part, partOf } from './parts.js'

/** A package by the name that dpkg takes, `libc6:amd64`, and what it depends on: of each list one. */
export interface Installed {
  readonly name: string
  readonly dependsOn: readonly (readonly string[])[]
}

// biome-ignore lint/suspicious/noTemplateCurlyInString: dpkg's own.
const format = '${db:Status-Status}\t${Package}\t${binary:Package}\t${Pre-Depends}\t${Depends}\t${Provides}\n'

/** Nobody who runs a service reads these in a guest. */
const unread = /^\/usr\/(include|share\/(doc|man|info|locale|lintian|bug))\//

/** @throws EnvironmentError when one of them is not installed */
export const packageParts = async (names: readonly string[]): Promise<readonly Part[]> => {
  if (names.length === 0) return []
  const dpkg = (...args: string[]) => outputOf('dpkg-query', args, { maxBuffer: 100e6 })
  const installed = await dpkg('--show', '--showformat', format).then(
    ({ stdout }) => installedIn(stdout),
    () => new Map<string, Installed>(),
  )
  const { stdout } = await dpkg('--listfiles', ...withWhatTheyNeed(names, installed))
  return [...new Set(stdout.split('\n'))]
    .filter((line) => line.startsWith('/') && !unread.test(line))
    .flatMap((file) => partOf(file))
}

/** By each name that they answer to, their own before what others say that they stand in for. */
export const installedIn = (said: string): ReadonlyMap<string, Installed> => {
  const rows = said
    .split('\n')
    .map((line) => line.split('\t'))
    .filter(([status]) => status === 'installed')
    .map(([, name = '', full = '', before = '', depends = '', provides = '']) => ({
      name,
      provides: alternatives(provides).flat(),
      installed: { name: full, dependsOn: [before, depends].flatMap(alternatives) },
    }))
  return new Map([
    ...rows.flatMap(({ provides, installed }) => provides.map((name): [string, Installed] => [name, installed])),
    ...rows.map(({ name, installed }): [string, Installed] => [name, installed]),
  ])
}

/** `libc6 (>= 2.36), debconf (>= 0.5) | debconf-2.0` */
const alternatives = (list: string): string[][] =>
  list
    .split(',')
    .map((each) => each.split('|').map((one) => one.trim().replace(/[\s:(].*/, '')))
    .filter(([first]) => first !== '')

/** @throws EnvironmentError when one of the names is none of an installed package */
export const withWhatTheyNeed = (
  names: readonly string[],
  installed: ReadonlyMap<string, Installed>,
): readonly string[] => {
  const missing = names.filter((name) => !installed.has(name))
  if (missing.length > 0)
    throw new EnvironmentError(
      `Engine qemu takes its guests’ programs from Debian packages that are installed here, and there is no ${missing.join(', ')}`,
      `apt-get install --no-install-recommends ${missing.join(' ')}   (or run it with --engine netns)`,
    )
  const found = new Set<string>()
  const add = (name: string): void => {
    const { name: full, dependsOn } = installed.get(name) as Installed
    if (found.has(full)) return
    found.add(full)
    for (const either of dependsOn) {
      const one = either.find((each) => installed.has(each))
      if (one !== undefined) add(one)
    }
  }
  for (const name of names) add(name)
  return [...found]
}
