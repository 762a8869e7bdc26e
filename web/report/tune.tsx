/** What `outlive tune` found: survival curves with the timers that draw their borders, and what to set. */
import { useCallback } from 'preact/hooks'
import type { PageAdvice, PageTune } from '../../src/report/html/data.js'
import { curveGrounds, curveSigns, drawCurves } from '../drawings/curves.js'
import { pagePaint } from '../drawings/paint.js'
import { Verdict } from '../verdict.js'
import { Drawing } from './drawing.js'
import { Lines } from './recommended.js'

interface Given {
  readonly tune: PageTune
  /** Nothing else is on the page. */
  readonly isAlone: boolean
}

export const Tune = ({ tune, isAlone }: Given) => {
  const Heading = isAlone ? 'h1' : 'h2'
  const { name, about, curves, advice, trust, fromMs, toMs } = tune
  const draw = useCallback((width: number) => drawCurves({ curves, fromMs, toMs }, width, pagePaint), [tune])
  return (
    <section class="tune">
      <Heading>
        Which pause each session outlives <small>{name}</small>
      </Heading>
      <p>{about}</p>
      {curves.length > 0 && (
        <>
          <Drawing label={`Survival curves of ${name}. What is drawn is told below it.`} draw={draw} />
          <Legend />
          {curves.map((curve) => (
            <div key={curve.name} class="curve">
              <h3>
                {curve.name} <span class={`life ${curve.lifeVerdict ?? ''}`}>{curve.life}</span>
              </h3>
              <ul class="bands">
                {curve.told.map(({ verdict, text }) => (
                  <li key={text}>
                    <Verdict verdict={verdict} text="" /> {text}
                  </li>
                ))}
              </ul>
              {curve.inconclusive.map(({ id, why }) => (
                <p key={id} class="note">
                  Of {id} nothing can be said: {why}
                </p>
              ))}
            </div>
          ))}
        </>
      )}
      {advice.map((each) => (
        <Advice key={each.name} advice={each} />
      ))}
      <ul class="limits">
        {trust.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </section>
  )
}

const Legend = () => (
  <p class="legend">
    {curveSigns.map(({ sign, colour, words }) => (
      <span key={sign}>
        <span class={`verdict ${colour}`}>{sign}</span> {words}
      </span>
    ))}
    {curveGrounds.map(({ ground, words }) => (
      <span key={ground}>
        <span class="swatch" style={{ background: `var(--${ground})` }} /> {words}
      </span>
    ))}
  </p>
)

const Advice = ({ advice: { name, conclusion, proofs, lines } }: { readonly advice: PageAdvice }) => (
  <div class="curve">
    <h3>
      {name} <Verdict verdict={conclusion.verdict} text={conclusion.text} />
    </h3>
    <ul class="bands">
      {proofs.map(({ label, verdict, text }) => (
        <li key={label}>
          <Verdict verdict={verdict} text={label} />: {text}
        </li>
      ))}
    </ul>
    <Lines lines={lines} />
  </div>
)
