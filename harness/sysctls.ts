/** Settings of the network namespace that this process runs in. */
import { writeFileSync } from 'node:fs'

export type Sysctls = Readonly<Record<string, string | number>>

/** Sets what this kernel has; returns what it could not set, in plain words. */
export const setSysctls = (sysctls: Sysctls): string[] =>
  Object.entries(sysctls).flatMap(([name, value]) => {
    try {
      writeFileSync(`/proc/sys/${name.replaceAll('.', '/')}`, String(value))
      return []
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException
      const why = code === 'ENOENT' ? 'this kernel does not have it' : message
      return [`${name}=${value} could not be set: ${why}`]
    }
  })
