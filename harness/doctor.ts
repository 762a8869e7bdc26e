/** Looks at the machine: is everything there that the engines need? It tries rather than guesses, everything at once, and leaves nothing. */
import { type Check, missingFor } from '../src/doctor/check.js'
import { checkFreezer } from './doctor/freezer.js'
import { checkGuests } from './doctor/guests.js'
import { checkNamespaces } from './doctor/namespaces.js'
import { checkOpenFiles } from './doctor/open-files.js'
import { checkPrograms } from './doctor/programs.js'

export type { Check } from '../src/doctor/check.js'

/**
 * @param engine what only this one needs is looked at too
 * @param how thoroughly: also what takes seconds: a guest is booted
 */
export const checkMachine = async (engine?: string, how = { thoroughly: false }): Promise<Check[]> => {
  if (process.platform !== 'linux') {
    const detail = `this is ${process.platform}; namespaces are Linux’s`
    return [
      {
        name: 'Linux',
        ok: false,
        detail,
        fix: 'run outlive on Linux, for instance in a virtual machine, or with --engine loopback',
        neededBy: 'netns',
      },
    ]
  }
  const openFiles = checkOpenFiles()
  // To look at anything else takes some.
  if (missingFor('loopback', openFiles).length > 0) return openFiles
  const found = await Promise.all([checkPrograms(), checkNamespaces(), checkFreezer()])
  const checks = [...found.flat(), ...openFiles]
  return engine === 'qemu' ? [...checks, ...(await checkGuests(how.thoroughly))] : checks
}
