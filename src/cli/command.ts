/**
 * A command is a file in this folder that configures its arguments, its options and what it does, and a line in `index.ts`. Its file is
 * only loaded when it is called, so that `outlive --help` need not load all that the commands need.
 */
import type { Command } from 'commander'

export interface CommandEntry {
  readonly summary: string
  load(): Promise<{ readonly configure: Configure }>
}

export type Configure = (command: Command) => void

/** What a command's action ends with: the process's exit status. */
export const act =
  <Arguments extends unknown[]>(action: (...args: Arguments) => Promise<number>) =>
  async (...args: Arguments): Promise<void> => {
    process.exitCode = await action(...args)
  }
