/** Shows what reproduces a symptom, or that nothing did. */
import type { Found, Often, Repro } from '../repro/result.js'
import { count, listed, percentRange, seconds } from './amounts.js'
import { deciding } from './expectation.js'
import type { Look } from './look.js'
import { type Pen, penFor } from './pen.js'
import { trust } from './rounds.js'
import { sessionName } from './session-name.js'
import { hang } from './wrap.js'

export const reproReporters = {
  pretty: (repro: Repro, look: Look): string => pretty(repro, penFor(look)),
  json: (repro: Repro): string => `${JSON.stringify(repro)}\n`,
} as const

const pretty = (repro: Repro, pen: Pen): string => {
  const { name, symptom, trials, tookMs, found, seed } = repro
  const paragraphs = [
    [pen.say(`${name}: ${symptom}, ${count(trials, 'trial')} in ${seconds(tookMs)} (seed ${seed})`)],
    found === null ? nothing(repro, pen) : story(found, repro, pen),
    ...(repro.files === null ? [] : [files(repro.files, pen)]),
    trust(repro, pen),
  ]
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const nothing = ({ symptom, longestMs, ranOut }: Repro, pen: Pen): string[] => [
  pen.verdicts.inconclusive.paint(pen.say(`${symptom} did not show in pauses of up to ${seconds(longestMs)}`)),
  ...(ranOut
    ? [pen.say('There was no time for longer ones: give it more with --budget 15m.')]
    : [pen.say('Longer pauses, other wires or other moves may show it: --longest, --wire, --preset, --rhythm.')]),
]

const story = (found: Found, { symptom }: Repro, pen: Pen): string[] => {
  const { cell, disturbance, often, spares, evidence, others, shrunk } = found
  const line = (label: string, text: string): string => hang(`  ${label.padEnd(10)}`, pen.say(text), pen.columns)
  const { afterMs } = disturbance
  return [
    pen.paint.bold(pen.say(`${sessionName(cell)} on ${cell.profile}: ${disturbance.text}`)),
    pen.paint.red(line('shows', `${evidence} (${inWords(often)})`)),
    ...(afterMs === null
      ? []
      : [line('when', `only where it begins ${seconds(afterMs)} after the base line, or near it`)]),
    ...(spares === null ? [] : [line('shorter', `${seconds(spares.ms)}: ${inWords(spares)}`)]),
    line('verdict', `${cell.verdict}: ${cell.why}`),
    ...(cell.cause?.needed == null
      ? []
      : [line('would do', `${cell.cause.needed.setting} = ${cell.cause.needed.value}`)]),
    ...(cell.predicted === null
      ? []
      : [line('predicted', `${cell.predicted.verdict} ${deciding([cell.predicted]) ?? ''}`)]),
    ...damage(cell).map((each) => line('data', each)),
    ...(others.length === 0 ? [] : [line('as well', `${listed(others)} showed ${symptom}`)]),
    ...(shrunk
      ? []
      : [line('', 'There was no time to look closer: a shorter pause may do. Give it more with --budget 15m.')]),
  ]
}

const damage = ({ lost, duplicated, corrupted }: Found['cell']): string[] => {
  const parts = Object.entries({ lost, duplicated, corrupted }).flatMap(([what, many]) =>
    many ? [`${many} ${what}`] : [],
  )
  return parts.length === 0 ? [] : [listed(parts)]
}

/** "7 of 7 times, 65 to 100 %" */
const inWords = ({ shown, of, interval }: Often): string =>
  `${shown} of ${count(of, 'time')}, ${percentRange(interval)}`

const files = ({ scenario, test }: NonNullable<Repro['files']>, pen: Pen): string[] => [
  hang('Again       ', pen.say(`outlive run ${scenario}   (exit status 1 while it shows)`), pen.columns),
  hang('As a test   ', pen.say(`npx vitest run ${test}`), pen.columns),
]
