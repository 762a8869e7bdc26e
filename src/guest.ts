/** What VMs are set to on their own side. */
import { longestSilenceMs, type Plan } from './plan.js'

/**
 * What the services' clock does while their VM is suspended. `stops`: it goes on from where it was, as a guest's CLOCK_MONOTONIC does. `jumps`: it is
 * set right as soon as the VM is back, as the time of day is by guest tools; a timer that was due meanwhile fires at once.
 */
export const clocks = ['stops', 'jumps'] as const

export interface Guest {
  /** Settings of the VM's kernel, besides those by which it is played. */
  readonly sysctls: Readonly<Record<string, string | number>>
  readonly clock: (typeof clocks)[number]
  readonly services: Partial<Record<string, Omit<Patience, 'clock'>>>
}

/** What a service does about connections that say nothing. */
export interface Patience {
  readonly clock: Guest['clock']
  /** It closes a connection over which nothing has come for so long, ms. */
  readonly idleTimeout?: { readonly value: number; readonly setting: string } | undefined
  /** SO_KEEPALIVE, with the times of the VM's kernel. */
  readonly keepalive: boolean
}

/** @param guest not known of old records */
export const patienceOf = (guest: Guest | undefined, session: string): Patience => ({
  clock: guest?.clock ?? 'stops',
  keepalive: false,
  ...guest?.services[session],
})

/**
 * How VMs' kernels are played. A guest's kernel timers stand still while it is suspended; those of a VM's namespace do not, they back off. A cap of 1 s
 * keeps that from showing in recoveries (`net.ipv4.tcp_rto_max_ms`, Linux 6.15), and then its kernel must not run out of retries either. Of a connection
 * that its program has closed there are none at all once the cap is reached, unless it is said how many (tcp_orphan_retries, linux/net/ipv4/tcp_timer.c).
 */
export const playedKernel = {
  'net.ipv4.tcp_rto_max_ms': 1000,
  'net.ipv4.tcp_retries2': 255,
  'net.ipv4.tcp_orphan_retries': 255,
} as const

/** As many retries as there are, each as far from the next as it takes to outlast the longest silence by a fifth. */
export const playedKernelFor = (plan: Plan): { readonly [Name in keyof typeof playedKernel]: number } => {
  const { 'net.ipv4.tcp_rto_max_ms': leastMs, 'net.ipv4.tcp_retries2': retries } = playedKernel
  return {
    ...playedKernel,
    'net.ipv4.tcp_rto_max_ms': Math.max(leastMs, Math.ceil((longestSilenceMs(plan) * 1.2) / retries)),
  }
}
