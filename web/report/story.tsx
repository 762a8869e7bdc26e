/** A cell's story: its time line, the cause and its evidence, what to set, and what happened one thing after another. */
import { useCallback, useEffect, useRef } from 'preact/hooks'
import { seconds } from '../../src/report/amounts.js'
import type { PageCell, PageMove, Story } from '../../src/report/html/data.js'
import { pagePaint } from '../drawings/paint.js'
import { drawTimeLine } from '../drawings/time-line.js'
import { Verdict } from '../verdict.js'
import { Drawing } from './drawing.js'
import { Happenings } from './happenings.js'
import { Recommended } from './recommended.js'

interface Given {
  readonly cell: PageCell
  readonly move: PageMove | null
  close(): void
}

export const StoryPanel = ({ cell, move, close }: Given) => {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => {
    heading.current?.focus({ preventScroll: true })
    heading.current?.closest('article')?.scrollIntoView({ block: 'nearest' })
  }, [])
  useEffect(() => {
    const leave = ({ key }: KeyboardEvent): void => {
      if (key === 'Escape') close()
    }
    addEventListener('keydown', leave)
    return () => removeEventListener('keydown', leave)
  }, [close])
  const stall = cell.verdict === 'inconclusive' ? '' : `, longest stall ${seconds(cell.longestStallMs)}`
  return (
    <article class={`story ${cell.verdict}`} aria-label={`The story of ${cell.name}`}>
      <header>
        <h2 tabIndex={-1} ref={heading}>
          {cell.name}, {move?.name ?? 'the VM that was not moved'}
        </h2>
        <button type="button" class="close" onClick={close}>
          Close<span class="aloud"> the story of {cell.name}</span>
        </button>
      </header>
      <p class="outcome">
        <Verdict verdict={cell.verdict} />
        {stall}
        {cell.isAsPredicted === false && `; predicted was ${cell.predicted}`}
      </p>
      {cell.shortfalls.map((text) => (
        <p class="shortfall">Not as the scenario expects: {text}</p>
      ))}
      {cell.story === null && cell.knownLimits?.map((text) => <p key={text}>Known limit: {text}</p>)}
      {cell.story === null ? <Untold cell={cell} /> : <Told cell={cell} move={move} story={cell.story} />}
    </article>
  )
}

/** Of a report without its history. */
const Untold = ({ cell: { why, cause, recommended } }: { readonly cell: PageCell }) => (
  <>
    <p>{why}</p>
    <ul>
      {cause?.evidence.map((text) => (
        <li>{text}</li>
      ))}
    </ul>
    <Recommended recommended={recommended} />
  </>
)

interface ToldGiven {
  readonly cell: PageCell
  readonly move: PageMove | null
  readonly story: Story
}

const Told = ({ cell, move, story }: ToldGiven) => {
  const phases = move?.phases.items ?? []
  const draw = useCallback((width: number) => drawTimeLine({ story, phases }, width, pagePaint), [story, phases])
  const [happened, ...others] = story.words
  return (
    <>
      {happened?.texts.map((text) => (
        <p class="happened">{text}</p>
      ))}
      <Drawing label={`Time line of ${cell.name}: ${cell.verdict}. What is drawn is told below it.`} draw={draw} />
      {notes(move, story).map((text) => (
        <p class="note">{text}</p>
      ))}
      <Recommended recommended={cell.recommended} />
      <dl class="words">
        {others.map(({ label, texts }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>
              {texts.length === 1 ? (
                texts[0]
              ) : (
                <ul>
                  {texts.map((text) => (
                    <li>{text}</li>
                  ))}
                </ul>
              )}
            </dd>
          </div>
        ))}
      </dl>
      <Happenings happenings={story.happenings} />
    </>
  )
}

/** Of what only a part is drawn. */
const notes = (move: PageMove | null, { waits, resent, connects }: Story): string[] =>
  [
    { what: 'phases', all: move?.phases, which: 'those of silence first, then the longest' },
    { what: 'waits', all: waits, which: 'the longest' },
    { what: 'retransmissions', all: resent, which: 'the latest of each series' },
    { what: 'attempts to connect', all: connects, which: 'the first and the last' },
  ].flatMap(({ what, all, which }) =>
    all === undefined || all.items.length === all.of
      ? []
      : [`${all.of} ${what}, drawn: ${which}, ${all.items.length} of them`],
  )
