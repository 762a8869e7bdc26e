/** Settings of a network namespace. */
import { writeFileSync } from 'node:fs'
import { execa } from 'execa'

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

/** Sets them in the namespace of another process. @throws Error with the first that could not be set */
export const setSysctlsIn = async (pid: number, sysctls: Sysctls): Promise<void> => {
  const settings = Object.entries(sysctls).flatMap(([name, value]) => [
    `/proc/sys/${name.replaceAll('.', '/')}`,
    String(value),
  ])
  const script = 'while [ $# -gt 0 ]; do echo "$2" > "$1" || exit; shift 2; done'
  await execa('nsenter', [`--net=/proc/${pid}/ns/net`, 'sh', '-c', script, 'sh', ...settings])
}
