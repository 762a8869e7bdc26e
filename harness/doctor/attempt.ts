/** Runs a program to see whether it works. It never fails and never waits for long. */
import { execa } from 'execa'

const deadlineMs = 20_000

export interface Attempt {
  readonly ok: boolean
  /** All that it wrote, on both channels. */
  readonly said: string
  /** It was not waited for any longer. */
  readonly late?: true
}

/** What is to be said of a program that was not waited for any longer: nobody knows what it can do. */
export const tooBusy = {
  detail: `no answer after ${deadlineMs / 1000} s: this machine is too busy`,
  fix: 'try again when less is going on here; `uptime` tells',
}

export const attempt = async (file: string, args: readonly string[]): Promise<Attempt> => {
  const { failed, timedOut, all, originalMessage } = await execa(file, args, {
    all: true,
    reject: false,
    stdin: 'ignore',
    timeout: deadlineMs,
    killSignal: 'SIGKILL',
    maxBuffer: 1_000_000,
    // What it says is looked at.
    env: { LC_ALL: 'C' },
  })
  if (timedOut) return { ok: false, said: tooBusy.detail, late: true }
  return { ok: !failed, said: all || (failed ? (originalMessage ?? '') : '') }
}
