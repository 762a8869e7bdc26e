/** What the VM's side ends: its service's idle timer, its kernel's limits. */
import { describe, expect, test } from 'vitest'
import type { Patience } from '../../src/guest.js'
import type { Plan } from '../../src/plan.js'
import { remedyOf } from '../../src/predict/remedy.js'
import { linuxStack } from '../../src/tcp/stack.js'
import { ask, phase, silentFor, takenOverAfter } from './plans.js'

const closesAfter = (value: number, clock: Patience['clock'] = 'stops'): Patience => ({
  clock,
  keepalive: false,
  idleTimeout: { value, setting: 'keepalive_timeout' },
})

describe('a service that closes connections over which nothing came', () => {
  test('closes them when its clock is set right; one whose clock stood still waits for the next retransmission', () => {
    const jumped = ask(silentFor(9), { patience: closesAfter(8000, 'jumps') })
    expect(jumped).toMatchObject({ verdict: 'died', decides: { owner: 'service', value: 8000, afterBack: true } })
    expect(jumped.decidedAtMs).toMatchObject({ min: 9000, max: 9000 })
    expect(ask(silentFor(9), { patience: closesAfter(8000) }).verdict).toBe('stalled')
    // It leaves 12.8 s after the loss or later, 3.8 s after the VM is back.
    expect(ask(silentFor(9), { patience: closesAfter(2000) }).verdict).toBe('died')
  })

  test('closes idle ones whether their VM is moved or not', () => {
    const idle = { shape: 'idle', rhythm: { quietForMs: 3000 } } as const
    expect(ask(silentFor(1), { ...idle, patience: closesAfter(3500) }).verdict).toBe('died')
    expect(ask(silentFor(1), { ...idle, patience: closesAfter(6000) }).verdict).not.toBe('died')
  })

  test('is not there any more when another machine takes over', () => {
    expect(ask(takenOverAfter(9), { patience: closesAfter(8000, 'jumps') }).decides?.owner).toBe('new stack')
  })

  test('has a time that is enough', () => {
    const asked = { plan: silentFor(9), shape: 'talking', patience: closesAfter(2000) } as const
    const { changes } = remedyOf({ ...asked, timers: { counterpart: 'x' } }) ?? {}
    expect(changes).toMatchObject([{ owner: 'service', setting: 'keepalive_timeout', from: 2000 }])
    const to = changes?.[0]?.to ?? 0
    expect(ask(asked.plan, { patience: closesAfter(to) }).verdict).toBe('stalled')
    expect(ask(asked.plan, { patience: closesAfter(to - 1000) }).either.some(({ verdict }) => verdict === 'died')).toBe(
      true,
    )
  })
})

describe('a VM’s kernel, while the network looks for the VM', () => {
  const searchedFor = (seconds: number): Plan => ({
    phases: [phase('blackout', 0, 0.2), phase('path-repair', 0.2, seconds)],
    outcome: 'moved',
  })
  const kernel = { ...linuxStack, rtoMaxMs: 1000, retries2: 3 }

  test('gives up what it pushed; its client learns of it when it says something', () => {
    const { verdict, decides } = ask(searchedFor(6), { shape: 'listening', guestStack: kernel })
    expect({ verdict, decides }).toMatchObject({
      verdict: 'died',
      decides: { owner: 'server kernel', setting: 'net.ipv4.tcp_retries2', value: 3 },
    })
    expect(ask(searchedFor(1), { shape: 'listening', guestStack: kernel }).verdict).toBe('stalled')
    expect(ask(searchedFor(6), { shape: 'listening' }).verdict).toBe('stalled')
    const { changes } =
      remedyOf({
        ...{ plan: searchedFor(6), shape: 'listening', guestStack: kernel },
        timers: { counterpart: 'x' },
      }) ?? {}
    expect(changes).toMatchObject([{ owner: 'server kernel', setting: 'net.ipv4.tcp_retries2', from: 3 }])
  })

  test('probes an idle client where its service asks for that', () => {
    const guestStack = { ...kernel, keepalive: { idleMs: 1000, intervalMs: 1000, probes: 2 } }
    const idle = { shape: 'idle', guestStack } as const
    const probing = { patience: { clock: 'stops', keepalive: true } } as const
    expect(ask(searchedFor(6), { ...idle, ...probing })).toMatchObject({
      verdict: 'died',
      decides: { owner: 'server kernel', setting: 'net.ipv4.tcp_keepalive_time', value: 1 },
    })
    expect(ask(searchedFor(1), { ...idle, ...probing }).verdict).toBe('unaffected')
    expect(ask(searchedFor(6), idle).verdict).not.toBe('died')
  })
})
