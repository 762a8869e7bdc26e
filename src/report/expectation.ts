/** What was predicted of sessions that are to fare alike, in words: told once, with the range of their times. */
import type { Predicted } from '../result.js'
import { secondsRange } from './amounts.js'
import { settingInWords } from './setting.js'

type Alike = readonly Predicted[]
type Decides = NonNullable<Predicted['decides']>

/** "stalled for 26.7 s", "died at 20.0 s, after the VM is back: net.ipv4.tcp_retries2=5, its last try at 10.0 s" */
export const expectation = (alike: Alike): string => {
  const verdict = alike[0]?.verdict ?? 'unaffected'
  const how = deciding(alike)
  if (how !== undefined) return `${verdict} ${how}`
  return verdict === 'stalled' ? `stalled for ${stalls(alike)}` : verdict
}

/** "19.9 to 20.0 s" */
export const stalls = (alike: Alike): string => secondsRange(alike.map(({ stallMs }) => stallMs.typical))

/** "at 20.0 s, after the VM is back: net.ipv4.tcp_retries2=5, its last try at 10.0 s"; `undefined` for connections that live. */
export const deciding = (alike: Alike): string | undefined => {
  const all = alike.flatMap(({ decides }) => decides ?? [])
  const [first] = all
  if (first === undefined) return undefined
  const at = secondsRange(all.map(({ firedAtMs }) => firedAtMs))
  const zone = all.every(({ afterBack }) => afterBack) ? ', after the VM is back' : ''
  const tries = all.flatMap(({ lastTryMs }) => lastTryMs ?? [])
  const lastTry = tries.length === 0 ? '' : `, its last try at ${secondsRange(tries)}`
  return `at ${at}${zone}: ${named(first)}${lastTry}`
}

/** "died 98 to 100 %, stalled up to 2 %"; `undefined` where all have but one way to go. */
export const eitherInWords = (alike: Alike): string | undefined => {
  if (alike.every(({ either }) => either.length === 1)) return undefined
  const verdicts = new Set(alike.flatMap(({ either }) => either.map(({ verdict }) => verdict)))
  const parts = [...verdicts].map((verdict) => {
    const shares = alike.map(({ either }) => either.find((each) => each.verdict === verdict)?.share ?? 0)
    const [least, most] = [percent(Math.min(...shares)), percent(Math.max(...shares))]
    if (least === most) return `${verdict} ${least} %`
    return `${verdict} ${least === 0 ? 'up' : least} to ${most} %`
  })
  return parts.join(', ')
}

/** "by 892 s: died, net.ipv4.tcp_retries2=15"; `undefined` where no other length would change it. */
export const limitInWords = (alike: Alike, way: 'longer' | 'shorter'): string | undefined => {
  const all = alike.flatMap(({ margin }) => margin[way] ?? [])
  const [first] = all
  if (first === undefined) return undefined
  const what = first.decides === null ? '' : `, ${named(first.decides)}`
  return `by ${secondsRange(all.map(({ byMs }) => byMs))}: ${first.verdict}${what}`
}

/** " (died only if silent 892 s longer)": how far off a verdict was thought to be; nothing where it was not in sight. */
export const farFrom = (alike: Alike, verdict: Predicted['verdict']): string => {
  for (const way of ['longer', 'shorter'] as const) {
    const by = alike.flatMap(({ margin }) => (margin[way]?.verdict === verdict ? margin[way].byMs : []))
    if (by.length > 0) return ` (${verdict} only if silent ${secondsRange(by)} ${way})`
  }
  return ''
}

/** What decides, whenever it may be: sessions that differ in it are told apart. */
export const deciderOf = (decides: Decides | null): string => (decides === null ? '' : named(decides))

const named = (decides: Decides): string => settingInWords(decides) ?? 'a reset'

const percent = (share: number): number => Math.round(share * 100)
