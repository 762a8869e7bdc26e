/** What is found in files that hold settings. */
import type { Timers } from '../scenario/profile.js'
import type { TcpStack } from '../tcp/stack.js'

/** Where something is written. */
export interface Place {
  readonly file: string
  /** From 1 on. */
  readonly line: number
}

/** One setting, by its real name, as it is written. */
export interface Found extends Place {
  readonly setting: string
  readonly value: string
}

/** What holds connections: a connection string, a host of an ssh_config; or any program, where only kernels' settings are found. */
export interface Subject extends Place {
  readonly name: string
  /** What reads it: "libpq", "OpenSSH". */
  readonly reader: string
  readonly found: readonly Found[]
  /** What it makes of the settings that it leaves to its machine. */
  timers(stack: TcpStack): Timers
  /** By the name that a prediction has for a timer: the name that it has here, and the settings that it is made of. */
  readonly madeOf?: Readonly<Record<string, { readonly name: string; readonly settings: readonly string[] }>>
}

export interface Contents {
  /** Of the client machine's kernel. */
  readonly machine: readonly Found[]
  readonly subjects: readonly Subject[]
}

export interface SettingsFormat {
  readonly summary: string
  /** Whether a file is of this format, by its name or what is in it. */
  recognises(file: string, text: string): boolean
  /** Never runs anything. @throws UsageError with file and line */
  read(file: string, text: string): Contents
}

/** A number of a setting in its own unit. */
export const numberOf = (found: readonly Found[], setting: string): number | undefined => {
  const value = found.find((each) => each.setting === setting)?.value
  return value === undefined || value.trim() === '' || Number.isNaN(Number(value)) ? undefined : Number(value)
}
