/**
 * Ctrl-C and its kin while a run is on: the first one calls the run off and gives it time to take everything down, the second one, or the
 * end of that time, ends the process at once. Nothing is left behind even then: the kernel removes a runner whose command is gone.
 */
import { constants } from 'node:os'

const heeded = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const
type Heeded = (typeof heeded)[number]

const deadlineMs = 5000

export interface Signals {
  /** Aborted by the first one. */
  readonly signal: AbortSignal
  /** The exit status that the shell expects after the first one; `undefined` when none came. */
  status(): number | undefined
  /** They end the process again as they always do. */
  ignore(): void
}

/** @param also calls the run off too, and leaves the status alone */
export const heedSignals = (also?: AbortSignal): Signals => {
  const controller = new AbortController()
  let status: number | undefined
  let deadline: NodeJS.Timeout | undefined
  const hear = (name: Heeded): void => {
    if (status !== undefined) process.exit(status)
    const ends = 128 + constants.signals[name]
    status = ends
    deadline = setTimeout(() => process.exit(ends), deadlineMs)
    controller.abort(name)
  }
  for (const name of heeded) process.on(name, hear)
  const hearAlso = (): void => controller.abort(also?.reason)
  also?.addEventListener('abort', hearAlso)
  return {
    signal: controller.signal,
    status: () => status,
    ignore() {
      clearTimeout(deadline)
      also?.removeEventListener('abort', hearAlso)
      for (const name of heeded) process.off(name, hear)
    },
  }
}
