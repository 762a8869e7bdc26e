/** What a scenario's own programs need in a guest: the packages that its `needs` names, and the folders that its services start in. */
import { realpathSync, statSync } from 'node:fs'
import { UsageError } from '../../src/errors.js'
import type { CommandSession } from '../../src/scenario/command.js'
import type { ResolvedScenario } from '../../src/scenario/scenario.js'
import { findProgram } from '../doctor/programs.js'
import type { Accelerator } from './accelerator.js'
import { packageParts } from './debian.js'
import { filesIn, type Part, partOf } from './parts.js'
import { moduleParts } from './root.js'

/** Where folders of this machine are in a guest: its own `/tmp` is another. */
const inGuest = (folder: string): string => `/own${folder}`

/** By so much slower is a guest's processor than the one that a scenario's author knows. */
const slowness: Readonly<Record<Accelerator, number>> = { kvm: 1, tcg: 10 }

/** As it is started there. */
export const commandInGuest = (command: CommandSession, accelerator: Accelerator): CommandSession => {
  const { service } = command
  const { cwd, data, ready } = service
  const within = ready.within * slowness[accelerator]
  const there = { cwd: inGuest(cwd), ...(data && { data: inGuest(data) }), ready: { ...ready, within } }
  return { ...command, service: { ...service, ...there } }
}

/**
 * Nothing for a scenario that has no programs of its own.
 * @throws EnvironmentError when a package is not installed
 * @throws UsageError when a folder is too large
 */
export const ownParts = async ({ cells, needs, folder }: ResolvedScenario): Promise<readonly Part[]> => {
  const services = new Map(cells.flatMap(({ command }) => (command ? [[command.name, command.service]] : [])))
  if (services.size === 0) return []
  const programs = needs.filter(({ kind }) => kind === 'program')
  const modules = needs.filter(({ kind }) => kind === 'module').map(({ name }) => name)
  const folders = new Map(
    [...services].flatMap(([name, { cwd, data }]) => [cwd, ...(data ? [data] : [])].map((each) => [each, name])),
  )
  const fromPackages = await packageParts([...new Set(programs.map(({ comesWith }) => comesWith))])
  const there = new Set(fromPackages.map(({ to }) => to))
  return [
    ...fromPackages,
    ...programs.flatMap(({ name }) => {
      const path = findProgram(name)
      // As the administrator has chosen it: /etc/alternatives is in no package.
      return path === undefined || there.has(path) ? [] : [{ to: path, link: realpathSync(path) }]
    }),
    ...moduleParts(folder, inGuest(folder), modules),
    ...[...folders].flatMap(([each, name]) => folderParts(each, name)),
    // Services run as, or become, users of this machine.
    ...['/etc/passwd', '/etc/group'].flatMap((file) => partOf(file)),
  ]
}

const mostBytes = 64 * 1024 ** 2
const mostFiles = 10_000
/** What is looked for elsewhere, or is no program. */
const leftOut = new Set(['node_modules', '.git', '.outlive'])

const folderParts = (folder: string, session: string): readonly Part[] => {
  const parts: Part[] = []
  let bytes = 0
  for (const file of filesIn(folder, (name) => !leftOut.has(name))) {
    bytes += statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (bytes > mostBytes || parts.length > mostFiles)
      throw new UsageError(
        `engine qemu copies the folder of session ${session}’s service into its guests, and ${folder} has more than ${mostBytes / 1024 ** 2} MiB or ${mostFiles} files; start it in a smaller one (\`cwd\`, \`data\`)`,
      )
    parts.push(...partOf(file, inGuest(file)))
  }
  return parts
}
