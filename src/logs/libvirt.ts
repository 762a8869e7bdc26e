/** libvirt: what `virsh domjobinfo --completed` prints. */
import { decimal, type LogFormat, linesOf, type PauseWindow } from './log.js'

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1000 }
/** "Total downtime:   30           ms"; "Downtime w/o network" is part of it. */
const downtime = /^\s*Total downtime:\s*([\d.,]+)\s*(ms|s)\b/i

export const libvirt: LogFormat = {
  summary: 'libvirt: virsh domjobinfo DOMAIN --completed',
  writtenFrom: 'virsh of libvirt 9 (virsh-domain.c prints "Total downtime" in ms). The sample was made by hand.',
  recognises: (text) => /^\s*Job type:/im.test(text),
  read: (text) =>
    linesOf(text).flatMap(([line, number]): PauseWindow[] => {
      const [, value, unit = 'ms'] = downtime.exec(line) ?? []
      return value === undefined
        ? []
        : [
            {
              ms: decimal(value) * (unitMs[unit.toLowerCase()] ?? 1),
              line: number,
              what: 'total downtime',
              sure: 'stated',
            },
          ]
    }),
}
