/** A session's end in plain words: verdict, cause, proof, what would have had to be different, and the prediction beside it. */

import { isAsPredicted } from '../../agreement.js'
import { failureOf } from '../../judge/causes/cause.js'
import { unnoticed } from '../../judge/causes/half-open.js'
import { count, listed, seconds } from '../amounts.js'
import { expectation, limitInWords } from '../expectation.js'
import type { Pen } from '../pen.js'
import { settingInWords, valueInWords } from '../setting.js'
import { hang } from '../wrap.js'
import type { Told } from './told.js'

/** Those of which there is something to say, in the order in which they are read. */
export const wordRows = (told: Told): WordRow[] =>
  [
    { label: 'Happened' as const, texts: happened(told) },
    { label: 'Cause' as const, texts: cause(told) },
    { label: 'Whose' as const, texts: whose(told) },
    { label: 'Or else' as const, texts: others(told) },
    { label: 'Evidence' as const, texts: told.result.cause?.evidence ?? [] },
    { label: 'Otherwise' as const, texts: otherwise(told) },
    { label: 'Predicted' as const, texts: predicted(told) },
    { label: 'Limits' as const, texts: told.result.knownLimits ?? [] },
  ].filter(({ texts }) => texts.length > 0)

export interface WordRow {
  readonly label: 'Happened' | 'Cause' | 'Whose' | 'Or else' | 'Evidence' | 'Otherwise' | 'Predicted' | 'Limits'
  readonly texts: readonly string[]
}

export const wordLines = (told: Told, pen: Pen): string[] => {
  const width = 'Predicted'.length + 2
  return wordRows(told).flatMap(({ label, texts }) =>
    texts.map((text, index) => {
      const mark = texts.length === 1 ? '' : `${pen.signs.bullet} `
      return hang(`${(index === 0 ? label : '').padEnd(width)}${mark}`, pen.say(text), pen.columns)
    }),
  )
}

const happened = (told: Told): string[] => [[...silence(told), ...repeats(told), ...outcome(told)].join(' ')]

const silence = ({ result: { achieved, shape, control } }: Told): string[] => {
  const blackouts = achieved.filter(({ kind }) => kind === 'blackout')
  const [first] = blackouts
  const habit = {
    talking: [],
    idle: ['The session is idle: it says nothing from before the migration until 1 s after it.'],
    listening: ['The service talks, the client listens: it says nothing itself until 1 s after the migration.'],
  }[shape]
  if (control) return ['The VM was not moved: this session shows what the machine alone does to it.', ...habit]
  if (first === undefined) return ['The VM was never silent.', ...habit]
  const lasted = blackouts.reduce((sum, { durationMs }) => sum + (durationMs ?? 0), 0)
  const ended = blackouts.every(({ durationMs }) => durationMs !== null)
  const pauses =
    blackouts.length === 1
      ? `from ${first.startMs < 95 ? 'the start' : `${seconds(first.startMs)} after the start`} on`
      : `${blackouts.length} times`
  return [
    ended
      ? `The VM was silent ${pauses}, for ${seconds(lasted)}${blackouts.length === 1 ? '' : ' in all'}.`
      : `The VM was silent ${pauses}, and was not seen to come back.`,
    ...habit,
  ]
}

const repeats = ({ resent, result }: Told): string[] => {
  const last = resent.at(-1)
  if (last === undefined) return []
  const blackouts = result.achieved.flatMap(({ kind, wire, startMs, durationMs }) =>
    kind === 'blackout' && durationMs !== null ? [{ wire, startMs, endMs: startMs + durationMs }] : [],
  )
  const within = blackouts.find(({ startMs, endMs }) => last.atMs >= startMs && last.atMs < endMs)
  const past = blackouts.findLast(({ endMs }) => last.atMs >= endMs)
  const unheard = within?.wire === 'drop' ? ', so the VM never heard of it' : ''
  const off =
    within !== undefined
      ? `, ${seconds(within.endMs - last.atMs)} before the VM was back${unheard}`
      : past !== undefined
        ? `, ${seconds(last.atMs - past.endMs)} after the VM was back`
        : ''
  return [
    `The client's kernel sent again ${count(resent.length, 'time')}, the last time at ${seconds(last.atMs)}${off}.`,
  ]
}

const outcome = (told: Told): string[] => {
  const { result, seen, sinceStart } = told
  const stall = seconds(result.longestStallMs)
  const failure = failureOf(seen)
  const code = failure === undefined ? 'an error' : (failure.error.code ?? `“${failure.error.message}”`)
  switch (result.verdict) {
    case 'unaffected':
      return [
        `No exchange took longer than ${stall}, which nobody notices; ${count(result.exchanges, 'exchange')} were made.`,
      ]
    case 'stalled':
      return [`The same connection went on, after a wait of ${stall}${tail(told)}.`]
    case 'reconnected':
      return [`The connection broke with ${code}; the client connected anew and went on, ${stall} without an answer.`]
    case 'died':
      if (failure?.error.message === unnoticed) return ['It was still waiting for news when the run ended.']
      return failure === undefined || seen.gaveUp === undefined
        ? [`The session did not outlive it: ${result.why}.`]
        : [`The client saw ${code} at ${seconds(sinceStart(failure.atMs))} and gave up: ${seen.gaveUp.because}.`]
    case 'inconclusive':
      return [
        `Nothing can be said: ${result.why}.`,
        ...(failure === undefined || seen.gaveUp === undefined
          ? []
          : [
              `What was seen all the same: the client saw ${code} at ${seconds(sinceStart(failure.atMs))} and gave up.`,
            ]),
      ]
  }
}

const tail = ({ result: { recoveryMs } }: Told): string =>
  recoveryMs === null || recoveryMs < 50 ? '' : `, the last ${seconds(recoveryMs)} of it with the VM back already`

const cause = ({ result: { cause } }: Told): string[] => (cause === null ? [] : [cause.text])

const whose = ({ result: { cause } }: Told): string[] => {
  if (cause === null) return []
  const ran =
    cause.startedAtMs === null ? '' : `; it ran from ${seconds(cause.startedAtMs)} to ${seconds(cause.firedAtMs)}`
  return [`${[cause.owner, settingInWords(cause) ?? []].flat().join(': ')}${ran}`]
}

const others = ({ result: { cause } }: Told): string[] =>
  (cause?.others ?? []).map(({ owner, setting, text }) => `${owner}${setting === null ? '' : `, ${setting}`}: ${text}`)

/** What was measured first, then what the prediction knows beside it. */
const otherwise = ({ result: { cause, predicted, verdict } }: Told): string[] => {
  const lines: string[] = []
  const needed = cause?.needed ?? null
  if (cause && needed !== null) {
    lines.push(`${settingInWords({ ...needed, owner: cause.owner })} would have done`)
  }
  if (cause && cause.pauseMs !== null) {
    lines.push(`a silence of no more than ${seconds(cause.pauseMs)}, begun at the same moment, would have done`)
  }
  if (predicted === null || verdict === 'inconclusive' || verdict === 'unaffected') return lines
  const { remedy } = predicted
  if (verdict === 'died' && remedy !== null && needed === null) {
    const changes = remedy.changes.map(
      ({ owner, setting, from, to }) =>
        `${settingInWords({ owner, setting, value: to })} (now ${valueInWords(owner, from)})`,
    )
    lines.push(`by prediction: ${remedy.verdict} with ${listed(changes)}`)
  }
  for (const way of ['shorter', 'longer'] as const) {
    const limit = limitInWords([predicted], way)
    if (limit !== undefined && predicted.margin[way]?.verdict !== verdict)
      lines.push(`by prediction, were the silence ${way} ${limit}`)
  }
  return lines
}

const predicted = ({ result }: Told): string[] => {
  if (result.predicted === null) return []
  const agreed = isAsPredicted(result)
  const compared = agreed === undefined ? '' : agreed ? '; so it came' : `; it came otherwise: ${result.verdict}`
  return [`${expectation([result.predicted])}${compared}`]
}
