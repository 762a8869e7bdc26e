/** The workload: how much memory a VM writes in a time. */
import { bytesPerMiB } from '../amount.js'
import type { Parameters } from './parameters.js'

type Workload = Pick<Parameters, 'hotSetMiB' | 'hotDirtyMBPerS' | 'coldDirtyMBPerS'>

/** How fast the VM writes, whether it hits the same bytes again or not. */
export const writingMBPerS = ({ hotDirtyMBPerS, coldDirtyMBPerS = 0 }: Workload): number =>
  hotDirtyMBPerS + coldDirtyMBPerS

/**
 * Bytes written at least once in the time: a hot set that is soon written throughout, and a cold rest. It takes both to
 * get the flattening rounds that Clark et al. published (NSDI 2005). A VM that has part of its CPU writes that part.
 */
export const bytesWritten = (
  { hotSetMiB, hotDirtyMBPerS, coldDirtyMBPerS = 0 }: Workload,
  usedBytes: number,
  ms: number,
  cpuShare: number,
): number => {
  const hot = Math.min(hotSetMiB * bytesPerMiB, usedBytes)
  return writtenOf(hot, hotDirtyMBPerS * cpuShare, ms) + writtenOf(usedBytes - hot, coldDirtyMBPerS * cpuShare, ms)
}

/**
 * Writes that fall anywhere in a set of bytes hit some again: set × (1 − e^(−rate × time / set)). 1 MB/s is 1000 bytes
 * a ms.
 */
const writtenOf = (set: number, dirtyMBPerS: number, ms: number): number =>
  set === 0 ? 0 : -set * Math.expm1((-dirtyMBPerS * 1000 * ms) / set)
