/** ssh_config(5): what OpenSSH's client asks its server, and for how long it waits. */
import { basename } from 'node:path'
import SSHConfig from 'ssh-config'
import { ssh2Keepalive } from '../../scenario/library-timers.js'
import type { Timers } from '../../scenario/profile.js'
import { type Found, numberOf, type SettingsFormat, type Subject } from '../found.js'

const settings = ['ServerAliveInterval', 'ServerAliveCountMax', 'ConnectTimeout', 'TCPKeepAlive'] as const

export const sshConfig: SettingsFormat = {
  summary: "OpenSSH's ssh_config",
  recognises: (file, text) => basename(file) === 'ssh_config' || /^\s*(Host|Match|ServerAlive\w+)\s+\S/im.test(text),
  read(file, text) {
    const config = SSHConfig.parse(text)
    const hosts = [...text.matchAll(/^[ \t]*Host[ \t]+(.+)$/gim)].map(([written, names = '']) => ({
      // What a pattern stands for is asked about by its own name.
      name: names.trim().split(/\s+/)[0] ?? '*',
      line: lineOf(text, text.indexOf(written)),
    }))
    const asked = hosts.length === 0 ? [{ name: '*', line: 1 }] : hosts
    return {
      machine: [],
      subjects: asked.map(({ name, line }) => subject(file, text, name, line, config.compute(name))),
    }
  },
}

const subject = (file: string, text: string, name: string, line: number, computed: object): Subject => {
  const effective = Object.entries(computed)
  const found = settings.flatMap((setting): Found[] => {
    const value = effective.find(([key]) => key.toLowerCase() === setting.toLowerCase())?.[1]
    if (value === undefined) return []
    const written = new RegExp(`^[ \\t]*${setting}[ \\t=]+"?${String(value)}`, 'gim')
    const all = [...text.matchAll(written)].map(({ index }) => lineOf(text, index))
    return [{ file, line: all.find((at) => at >= line) ?? all[0] ?? line, setting, value: String(value) }]
  })
  return {
    ...{ file, line, name, reader: 'OpenSSH', found },
    timers: ({ keepalive }) => timersOf(found, keepalive),
    madeOf: {
      [ssh2Keepalive]: {
        name: 'ServerAliveInterval × (ServerAliveCountMax + 1)',
        settings: ['ServerAliveInterval', 'ServerAliveCountMax'],
      },
    },
  }
}

const read = { source: 'the file', status: 'read' } as const

const timersOf = (
  found: readonly Found[],
  { idleMs, intervalMs, probes }: { readonly idleMs: number; readonly intervalMs: number; readonly probes: number },
): Timers => {
  const everyMs = (numberOf(found, 'ServerAliveInterval') ?? 0) * 1000
  const connectMs = (numberOf(found, 'ConnectTimeout') ?? 0) * 1000
  const asks = found.find(({ setting }) => setting === 'TCPKeepAlive')?.value !== 'no'
  return {
    counterpart: 'OpenSSH',
    ...(connectMs > 0 && { connectTimeout: { value: connectMs, setting: 'ConnectTimeout', ...read } }),
    ...(asks && {
      keepalive: { value: true, setting: 'TCPKeepAlive', idleMs, intervalMs, count: probes, ...read },
    }),
    // Asked and given up as ssh2 does it, which imitates it: with the first question that would be one too many (clientloop.c, server_alive_check).
    ...(everyMs > 0 && {
      library: {
        keepaliveInterval: { value: everyMs, ...read },
        keepaliveCountMax: { value: numberOf(found, 'ServerAliveCountMax') ?? 3, ...read },
      },
    }),
  }
}

const lineOf = (text: string, index: number): number => text.slice(0, index).split('\n').length
