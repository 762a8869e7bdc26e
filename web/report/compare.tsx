/** Several runs beside each other, cell by cell, and what else is not the same in them. */
import { useState } from 'preact/hooks'
import { count, seconds } from '../../src/report/amounts.js'
import type { Comparison, PageCell, PageData } from '../../src/report/html/data.js'
import { Verdict } from '../verdict.js'

interface Given {
  readonly data: PageData
  open(run: number, cell: PageCell): void
}

export const Compare = ({ data: { runs, comparisons }, open }: Given) => {
  const [all, setAll] = useState(false)
  const byId = runs.map(({ cells }) => new Map(cells.map((cell) => [cell.id, cell])))
  const ids = [...new Set(runs.flatMap(({ cells }) => cells.map(({ id }) => id)))]
  const changed = changedIds(comparisons)
  const shown = all ? ids : ids.filter((id) => changed.has(id))
  return (
    <section class="compare">
      <h2>Compared</h2>
      <p>
        {changed.size === 0
          ? `All ${ids.length} sessions came out the same.`
          : `${changed.size} of ${ids.length} sessions came out otherwise, or stalled for another time, than in ${runs[0]?.label}.`}{' '}
        <label>
          <input type="checkbox" checked={all} onChange={({ currentTarget }) => setAll(currentTarget.checked)} /> show
          those that did not change as well
        </label>
      </p>
      <details open={all || (shown.length > 0 && shown.length <= mostOpen)}>
        <summary>{count(shown.length, 'session')} beside each other</summary>
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
        <section class="scrolls" tabIndex={0} aria-label="Runs beside each other">
          <table class="facts">
            <thead>
              <tr>
                <th scope="col">session</th>
                {runs.map(({ label }) => (
                  <th key={label} scope="col">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {shown.map((id) => (
                <tr key={id}>
                  <th scope="row">{id}</th>
                  {byId.map((cells, run) => (
                    <td key={`${run}`}>
                      <Outcome cell={cells.get(id)} open={(cell) => open(run, cell)} />
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      </details>
      {comparisons.map((comparison) => (
        <Changes key={comparison.now} comparison={comparison} />
      ))}
    </section>
  )
}

/** More would push the answer off the first screen. */
const mostOpen = 8

const changedIds = (comparisons: readonly Comparison[]): ReadonlySet<string> =>
  new Set(
    comparisons.flatMap(({ cells, stalls }) => [
      ...cells.filter(({ agrees }) => !agrees).map(({ id }) => id),
      ...stalls.map(({ id }) => id),
    ]),
  )

interface OutcomeGiven {
  readonly cell: PageCell | undefined
  open(cell: PageCell): void
}

const Outcome = ({ cell, open }: OutcomeGiven) =>
  cell === undefined ? (
    <>not in this run</>
  ) : (
    <button type="button" class="link" onClick={() => open(cell)}>
      <Verdict verdict={cell.verdict} /> {cell.verdict === 'inconclusive' ? '' : seconds(cell.longestStallMs)}
    </button>
  )

const Changes = ({ comparison: { before, now, settings, versions } }: { readonly comparison: Comparison }) => {
  const all = [...versions, ...settings.items]
  const missing = settings.of - settings.items.length
  return (
    <details>
      <summary>
        Settings and versions of {now} against {before}:{' '}
        {all.length === 0 ? 'the same' : `${all.length + missing} differ`}
      </summary>
      <ul class="limits">
        {all.map(({ name, before, now }) => (
          <li key={name}>
            <b>{name}</b>: {before ?? 'nothing'}; now {now ?? 'nothing'}
          </li>
        ))}
        {missing > 0 && <li>and {missing} more: outlive diff tells them all</li>}
      </ul>
    </details>
  )
}
