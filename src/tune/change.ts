/** Settings that may be turned, where each of them stands, and what stands there afterwards. */
import type { Cell } from '../cell.js'
import type { Guest } from '../guest.js'
import { optionOf, ssh2Keepalive } from '../scenario/library-timers.js'
import type { Profile, Timers } from '../scenario/profile.js'
import type { ResolvedScenario } from '../scenario/scenario.js'
import type { Change } from './result.js'

/** All that a session's fate depends on, besides the pause. */
export interface Machine {
  readonly cell: Cell
  /** Of the client machine. */
  readonly profile: Profile
  /** Of the VM. */
  readonly guest: Guest
}

export const machinesWith = (
  cells: readonly Cell[],
  { profiles, guest }: Pick<ResolvedScenario, 'profiles' | 'guest'>,
): readonly Machine[] =>
  cells.flatMap((cell) => {
    const profile = profiles[cell.profile]
    return profile === undefined ? [] : [{ cell, profile, guest }]
  })

/** A machine on which a setting is another; nothing where outlive does not know how to turn it. */
export const turned = (machine: Machine, { owner, setting, to }: Change): Machine | undefined => {
  const { cell, profile, guest } = machine
  const client = cell.command?.client
  if (client?.settings[setting] !== undefined) {
    const settings = { ...client.settings, [setting]: to }
    return { ...machine, cell: { ...cell, command: { ...cell.command, client: { ...client, settings } } } as Cell }
  }
  if (owner === 'server kernel')
    return { ...machine, guest: { ...guest, sysctls: { ...guest.sysctls, [setting]: to } } }
  if (owner === 'service') return inService(machine, to)
  if (setting.startsWith('net.')) {
    return { ...machine, profile: { ...profile, sysctls: { ...profile.sysctls, [setting]: { value: to, ...ours } } } }
  }
  const timers = inTimers(cell.timers, setting, to)
  return timers && { ...machine, cell: { ...cell, timers } }
}

export const allTurned = (machine: Machine, changes: readonly Change[]): Machine =>
  changes.reduce((so, change) => turned(so, change) ?? so, machine)

const ours = { source: 'outlive tune', status: 'calculated' } as const

const inService = ({ cell, guest, ...machine }: Machine, value: number): Machine | undefined => {
  const service = guest.services[cell.session]
  if (service?.idleTimeout === undefined) return undefined
  const patient = { ...service, idleTimeout: { ...service.idleTimeout, value } }
  return { ...machine, cell, guest: { ...guest, services: { ...guest.services, [cell.session]: patient } } }
}

const inTimers = (timers: Timers, setting: string, value: number): Timers | undefined => {
  const { userTimeout, keepalive, heartbeat, library } = timers
  for (const timer of ['exchangeTimeout', 'connectTimeout'] as const) {
    const known = timers[timer]
    if (known?.setting === setting) return { ...timers, [timer]: { ...known, value } }
  }
  if (setting === (userTimeout?.setting ?? 'TCP_USER_TIMEOUT'))
    return { ...timers, userTimeout: { setting, value, ...ours } }
  if (heartbeat?.setting === setting) return { ...timers, heartbeat: { ...heartbeat, timeoutMs: value } }
  if (setting in keepaliveOptions) {
    const on = keepalive ?? { value: true, setting: 'SO_KEEPALIVE', ...ours }
    return { ...timers, keepalive: { ...on, [keepaliveOptions[setting as keyof typeof keepaliveOptions]]: value } }
  }
  if (keepalive?.setting === setting) return { ...timers, keepalive: { ...keepalive, idleMs: value } }
  const asked = library?.keepaliveInterval
  if (setting === ssh2Keepalive && asked !== undefined) {
    return {
      ...timers,
      library: { ...library, keepaliveCountMax: { value: Math.ceil(value / asked.value) - 1, ...ours } },
    }
  }
  const option = library?.[optionOf(setting)]
  return option && { ...timers, library: { ...library, [optionOf(setting)]: { ...option, value } } }
}

/** Socket options of tcp(7), here in ms where the kernel has seconds. */
const keepaliveOptions = { TCP_KEEPIDLE: 'idleMs', TCP_KEEPINTVL: 'intervalMs', TCP_KEEPCNT: 'count' } as const
