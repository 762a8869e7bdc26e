/** Where machines are in a run's network, and how programs are started on them. */
import { fileURLToPath } from 'node:url'
import type { PlacedMachine } from '../operator/acts.js'

/** A program of ours, as a command. */
export const program = (path: string, ...flags: string[]): string[] => [
  process.execPath,
  ...flags,
  fileURLToPath(new URL(path, import.meta.url)),
]

/** Runs `command` on a machine: in its network namespace. */
export const on = (machine: PlacedMachine, command: readonly string[]): string[] => [
  'nsenter',
  `--net=/proc/${machine.hand.pid}/ns/net`,
  ...command,
]
/** Sessions and services yield to the controller and its hands: a wire must fall silent when it is told to, however busy the machine. */
export const politely = ['nice', '-n', '15']

const addressesPerByte = 250
/** Machine `n` of a block of the network, from 1 on. */
export const addressIn = (block: keyof typeof blocks, n: number): string =>
  `10.0.${blocks[block] + Math.floor((n - 1) / addressesPerByte)}.${((n - 1) % addressesPerByte) + 1}`
const blocks = { vms: 0, hosts: 100, standIns: 150, clients: 200 }

/** Ports of a VM from here on are those of the processes that serve parts of crowds. */
export const firstPartPort = 20_000
