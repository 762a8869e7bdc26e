/** The whole page: one run at a time, several compared, curves. */
import type { PageData } from '../../src/report/html/data.js'
import { Compare } from './compare.js'
import { Run } from './run.js'
import { Tune } from './tune.js'
import { useView } from './use-view.js'

export const Page = ({ data }: { readonly data: PageData }) => {
  const { view, change } = useView()
  const at = Math.min(view.run, data.runs.length - 1)
  const run = data.runs[at]
  return (
    <main>
      {data.comparisons.length > 0 && (
        <Compare data={data} open={(index, cell) => change({ run: index, cell: cell.id, verdicts: [], facets: {} })} />
      )}
      {data.runs.length > 1 && (
        <nav aria-label="Runs">
          {data.runs.map(({ label }, index) => (
            <button
              key={label}
              type="button"
              aria-current={index === at ? 'page' : undefined}
              onClick={() => change({ run: index, cell: null })}
            >
              {label}
            </button>
          ))}
        </nav>
      )}
      {run !== undefined && <Run run={run} view={view} change={change} />}
      {data.tunes.map((tune) => (
        <Tune key={tune.label} tune={tune} isAlone={run === undefined && data.tunes.length === 1} />
      ))}
    </main>
  )
}
