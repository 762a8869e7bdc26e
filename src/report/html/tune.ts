/** What `outlive tune` found, as the page shows it. */
import type { Band, Curve, Tune } from '../../tune/result.js'
import { count, listed, seconds } from '../amounts.js'
import { sessionName } from '../session-name.js'
import { settingInWords } from '../setting.js'
import { conclusionOf, proofsInWords } from '../tune/advice.js'
import { bandsInWords, lifeOf } from '../tune/bands.js'
import { pastedAt } from '../tune/paste.js'
import type { PageAdvice, PageCurve, PageTune } from './data.js'

export const pageTune = (label: string, tune: Tune): PageTune => {
  const { name, fromMs, toMs, rounds, control, curves, target } = tune
  const sum = (of: 'cells' | 'tookMs'): number => rounds.reduce((all, round) => all + round[of], 0)
  const what =
    target === null
      ? `pauses of ${seconds(fromMs)} to ${seconds(toMs)}`
      : `what outlives ${seconds(target.ms)}, played with ${seconds(target.pauseMs)}`
  return {
    label,
    name,
    fromMs,
    toMs,
    about: `${what}, ${count(sum('cells'), 'trial')} in ${seconds(sum('tookMs'))}`,
    curves: curves.map(pageCurve),
    advice: (target?.advice ?? []).map(
      (advice): PageAdvice => ({
        name: `${sessionName(advice)} on ${advice.profile}, ${advice.wire}`,
        conclusion: conclusionOf(advice),
        proofs: proofsInWords(advice),
        lines: advice.after === null ? [] : pastedAt(advice.changes),
      }),
    ),
    trust: [
      `${control.unaffected} of ${count(control.of, 'session')} to the VM that was not touched stayed unaffected`,
      ...rounds.map(({ record, pauses, cells }) => `${record}: ${count(cells, 'trial')} in ${count(pauses, 'VM')}`),
    ],
  }
}

export const pageCurve = (curve: Curve): PageCurve => {
  const { text, verdict } = lifeOf(curve)
  return {
    name: `${sessionName(curve)} on ${curve.profile}, ${curve.wire}`,
    life: text,
    lifeVerdict: verdict,
    bands: curve.bands,
    predicted: curve.predicted,
    inconclusive: curve.inconclusive,
    trials: curve.trials.map(({ pauseMs, verdict }) => ({ pauseMs, verdict })),
    told: bandsInWords(curve),
    borders: bordersOf(curve.bands),
  }
}

/** Between the last pause of one band and the first of the next. */
const bordersOf = (bands: readonly Band[]): PageCurve['borders'] =>
  bands.flatMap((band, index) => {
    const before = bands[index - 1]
    if (before === undefined) return []
    const decided = (band.endings.length === 0 ? before : band).endings.slice(0, 2)
    const text = listed(decided.map((each) => settingInWords(each) ?? each.owner))
    return [{ atMs: (before.toMs + band.fromMs) / 2, text }]
  })
