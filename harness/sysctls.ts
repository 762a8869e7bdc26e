/** Settings of a network namespace. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { outputOf } from './child.js'

export type Sysctls = Readonly<Record<string, string | number>>

/** Sets, in the namespace that this process runs in, what this kernel has; returns what it could not set, in plain words. */
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

/** What they are in the namespace that this process runs in; without those that this kernel does not have. */
export const readSysctls = (names: readonly string[]): Record<string, string> =>
  Object.fromEntries(
    names.flatMap((name) => {
      const file = `/proc/sys/${name.replaceAll('.', '/')}`
      return existsSync(file) ? [[name, readFileSync(file, 'utf8').trim()]] : []
    }),
  )

/** Sets them in the namespace of another process. @throws Error with the first that could not be set */
export const setSysctlsIn = async (pid: number, sysctls: Sysctls): Promise<void> => {
  const settings = Object.entries(sysctls).flatMap(([name, value]) => [
    `/proc/sys/${name.replaceAll('.', '/')}`,
    String(value),
  ])
  const script = 'while [ $# -gt 0 ]; do echo "$2" > "$1" || exit; shift 2; done'
  await outputOf('nsenter', [`--net=/proc/${pid}/ns/net`, 'sh', '-c', script, 'sh', ...settings])
}
