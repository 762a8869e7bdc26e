/** How VMs are frozen here. */
import { dirname } from 'node:path'
import type { Check } from '../../src/doctor/check.js'
import { openCgroupHome } from '../freeze/cgroup-home.js'

export const checkFreezer = async (): Promise<Check[]> => {
  const check = { name: 'freezer', ok: true, neededBy: 'optional' } as const
  try {
    const { folder, leave } = await openCgroupHome()
    await leave()
    return [{ ...check, detail: `VMs are frozen by the cgroup freezer, in ${dirname(folder)}` }]
  } catch (error) {
    const why = (error as Error).message.trim().replaceAll('\n', '; ')
    return [{ ...check, detail: `VMs are frozen by SIGSTOP to each process, not by the cgroup freezer: ${why}` }]
  }
}
