/** The list of freezers: the one place where one is chosen. */
import { cgroupIn } from './cgroup.js'
import type { Freezer } from './freezer.js'
import { sigstop } from './sigstop.js'

/** @param cgroups the folder that `openCgroupHome` made; `undefined` where none could be made */
export const freezerFor = (cgroups: string | undefined): Freezer =>
  cgroups === undefined ? sigstop : cgroupIn(cgroups)
