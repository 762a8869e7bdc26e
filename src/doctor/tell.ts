/** What the checks found, for a person: by `outlive doctor` all of it, by every other command what is missing, in the same words. */
import { count } from '../report/amounts.js'
import type { Pen } from '../report/pen.js'
import { hang } from '../report/wrap.js'
import { type Check, missingFor } from './check.js'

const groups: Readonly<Record<Check['neededBy'], string>> = {
  loopback: 'Every engine needs',
  netns: 'Engine netns needs',
  qemu: 'Engine qemu needs all that, and',
  optional: 'Good to have',
}

export const allChecks = (checks: readonly Check[], pen: Pen): string => {
  const width = Math.max(...checks.map(({ name }) => name.length))
  const told = Object.entries(groups).flatMap(([neededBy, heading]) => {
    const group = checks.filter((check) => check.neededBy === neededBy)
    return group.length === 0
      ? []
      : [[pen.paint.bold(heading), ...group.map((check) => oneCheck(check, width, pen))].join('\n')]
  })
  return `${told.join('\n\n')}\n`
}

/** @param limits of the engine that works anywhere */
export const conclusion = (checks: readonly Check[], limits: readonly string[], pen: Pen, engine = 'netns'): string => {
  const missing = missingFor(engine, checks)
  if (missing.length === 0) return `${pen.paint.green(pen.signs.good)} Engine ${engine} works here.\n`
  const without = missingFor('loopback', checks).length === 0
  return [
    `${pen.paint.red(pen.signs.bad)} Engine ${engine} does not work here: ${count(missing.length, 'thing')} missing.`,
    ...(without
      ? [
          '--engine loopback works all the same, within limits:',
          ...limits.map((limit) => hang(`  ${pen.signs.bullet} `, pen.say(limit), pen.columns)),
        ]
      : []),
    '',
  ].join('\n')
}

const oneCheck = ({ name, ok, detail, fix, neededBy }: Check, width: number, pen: Pen): string => {
  const sign = ok ? pen.signs.good : neededBy === 'optional' ? pen.signs.note : pen.signs.bad
  const paint = ok ? pen.paint.green : neededBy === 'optional' ? pen.paint.yellow : pen.paint.red
  const line = hang(`  ${sign} ${name.padEnd(width)}  `, pen.say(detail), pen.columns).replace(sign, paint(sign))
  // A fix is to be copied, so it is not broken into lines.
  return ok || fix === undefined
    ? line
    : `${line}\n${fix
        .split('\n')
        .map((each) => `      fix: ${pen.say(each)}`)
        .join('\n')}`
}
