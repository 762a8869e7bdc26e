/** What to set, as lines to paste. */
import type { PageCell } from '../../src/report/html/data.js'

export const Recommended = ({ recommended }: Pick<PageCell, 'recommended'>) =>
  recommended === null ? null : (
    <section class="recommended" aria-label="Recommended setting">
      <h3>
        Recommended setting{' '}
        <small>{recommended.from === 'measured' ? 'from what was measured' : 'by prediction'}</small>
      </h3>
      <Lines lines={recommended.lines} />
    </section>
  )

export const Lines = ({ lines }: { readonly lines: NonNullable<PageCell['recommended']>['lines'] }) => (
  <>
    {lines.map(({ place, lines }) => (
      <figure key={place} class="paste">
        <figcaption>{place}</figcaption>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a long line scrolls, and must be reached by keys */}
        <pre tabIndex={0}>
          {lines.map(({ sign, text }) => (
            <code key={text} class={sign === '-' ? 'goes' : 'comes'}>
              {sign} {text}
              {'\n'}
            </code>
          ))}
        </pre>
      </figure>
    ))}
  </>
)
