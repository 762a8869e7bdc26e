/** Shows how long a pause each session outlives. */
import type { Curve, Tune } from '../tune/result.js'
import { count, listed, seconds } from './amounts.js'
import { pageOf } from './html/page.js'
import { pageDataOf } from './html/page-data.js'
import type { Look } from './look.js'
import { type Pen, penFor } from './pen.js'
import { trust } from './rounds.js'
import { sessionName } from './session-name.js'
import { adviceLines } from './tune/advice.js'
import { bandLines, lifeLine } from './tune/bands.js'
import { strips } from './tune/strips.js'
import { hang } from './wrap.js'

export const tuneReporters = {
  pretty: { summary: 'text for a person', render: (tune, look) => pretty(tune, penFor(look)) },
  html: {
    summary: 'one page for a browser, with the curves drawn',
    render: (tune) => pageOf(pageDataOf([], [{ label: tune.name, tune }])),
  },
  json: { summary: 'one JSON object (version 1)', render: (tune) => `${JSON.stringify(tune)}\n` },
} as const satisfies Readonly<Record<string, TuneReporter>>

interface TuneReporter {
  readonly summary: string
  render(tune: Tune, look: Look): string
}

const pretty = (tune: Tune, pen: Pen): string => {
  const trials = tune.rounds.reduce((sum, { cells }) => sum + cells, 0)
  const tookMs = tune.rounds.reduce((sum, { tookMs }) => sum + tookMs, 0)
  const { target } = tune
  const what =
    target === null
      ? `pauses of ${seconds(tune.fromMs)} to ${seconds(tune.toMs)}`
      : `what outlives ${seconds(target.ms)}, played with ${seconds(target.pauseMs)}`
  const paragraphs = [
    [pen.say(`${tune.name}: ${what}, ${count(trials, 'trial')} in ${seconds(tookMs)}`)],
    ...(target?.advice.map((advice) => adviceLines(advice, pen)) ?? []),
    ...tune.curves.map((curve) => [heading(curve, pen), ...body(curve, tune, pen)]),
    [...unsaid(tune, pen), ...trust(tune, pen)],
  ]
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

const heading = (curve: Curve, pen: Pen): string =>
  `${pen.paint.bold(pen.say(`${sessionName(curve)} on ${curve.profile}, ${curve.wire}`))}  ${lifeLine(curve, pen)}`

const body = (curve: Curve, tune: Tune, pen: Pen): string[] =>
  curve.bands.length < 2 ? bandLines(curve, pen) : [...strips(curve, tune, pen), ...bandLines(curve, pen)]

/** Of what nothing could be said, and why. */
const unsaid = ({ curves }: Tune, pen: Pen): string[] => {
  const all = curves.flatMap(({ inconclusive }) => inconclusive)
  const reasons = [...new Set(all.map(({ why }) => why))]
  if (all.length === 0) return []
  return [
    hang(
      'Unsaid      ',
      pen.say(`of ${count(all.length, 'trial')} nothing can be said: ${listed(reasons)}`),
      pen.columns,
    ),
  ]
}
