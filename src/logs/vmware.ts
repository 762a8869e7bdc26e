/** VMware: stuns in a VM's vmware.log. */
import { type LogFormat, linesOf, type PauseWindow } from './log.js'

/** Of snapshots, their removal, vMotion and hot-add alike. The time before it is that of the end. */
const stun = /^(\S+?Z?)?[|\s].*Checkpoint_Unstun: vm stopped for (\d+) us/

export const vmware: LogFormat = {
  summary: "VMware: a VM's vmware.log (Checkpoint_Unstun: vm stopped for … us)",
  writtenFrom:
    'lines of ESXi 5 to 8 as VMware’s and Broadcom’s knowledge bases quote them. The sample was made by hand.',
  recognises: (text) => /Checkpoint_Unstun|Migrate: VM .*stun|\bvcpu-\d+\|/.test(text),
  read: (text) =>
    linesOf(text).flatMap(([line, number]): PauseWindow[] => {
      const [, end, us] = stun.exec(line) ?? []
      if (us === undefined) return []
      const ms = Number(us) / 1000
      const at = end === undefined ? undefined : before(end.replace(/\|$/, ''), ms)
      return [{ ms, line: number, ...(at !== undefined && { at }), what: 'stun', sure: 'stated' }]
    }),
}

const before = (end: string, ms: number): string | undefined => {
  const time = Date.parse(end)
  return Number.isNaN(time) ? undefined : new Date(time - ms).toISOString()
}
