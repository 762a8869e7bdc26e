/** Runs a program to see whether it works. It never fails and never waits for long. */
import { execa } from 'execa'

const deadlineMs = 5000

export interface Attempt {
  readonly ok: boolean
  /** All that it wrote, on both channels. */
  readonly said: string
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
  if (timedOut) return { ok: false, said: `no end after ${deadlineMs / 1000} s` }
  return { ok: !failed, said: all || (failed ? (originalMessage ?? '') : '') }
}
