/** Hyper-V: events of Microsoft-Windows-Hyper-V-VMMS-Admin that tell a live migration's blackout, exported as CSV, XML or text. */
import { decimal, type LogFormat, linesOf, type PauseWindow } from './log.js'

const unitMs: Readonly<Record<string, number>> = {
  ms: 1,
  milliseconds: 1,
  millisecond: 1,
  s: 1000,
  sec: 1000,
  seconds: 1000,
  second: 1000,
}
const blackout = /blackout[^\d\n]{0,40}?([\d.,]+)\s*(milliseconds?|seconds?|sec|ms|s)\b/i
/** Successful, and successful with an unexpectedly long blackout. */
const ids = /\b(20415|20417|22509)\b/

/** Of XML, of a list, and a row of a CSV file. */
const row = /^"?[^",]*"?,"?[^",]*"?,/
const startsEvent = /<Event[\s>]|^\s*(TimeCreated|Id)\b/

export const hyperv: LogFormat = {
  summary: 'Hyper-V: events 20415, 20417 and 22509 of a live migration, exported as text, CSV or XML',
  writtenFrom:
    'event numbers as administrators describe them (Windows Server 2012 R2 to 2019); the wording of the messages was not seen on a machine, so any event with one of these numbers and the word blackout before a time is read. English exports only. The sample was made by hand.',
  recognises: (text) => /Hyper-V-(VMMS|Worker)/.test(text),
  read(text) {
    let id = false
    return linesOf(text).flatMap(([line, number]): PauseWindow[] => {
      // In XML and in lists the number stands above the message.
      if (startsEvent.test(line)) id = false
      id ||= ids.test(line)
      const [, value, unit = 's'] = blackout.exec(line) ?? []
      const isIt = id
      // A row of a CSV file stands by itself.
      if (row.test(line)) id = false
      if (value === undefined || !isIt) return []
      const [, vm] = /virtual machine '([^']+)'/i.exec(line) ?? []
      return [
        {
          ms: Math.round(decimal(value) * (unitMs[unit.toLowerCase()] ?? 1000)),
          line: number,
          ...(vm && { vm }),
          what: 'blackout',
          sure: 'stated',
        },
      ]
    })
  },
}
