/** Which cells are shown. What is chosen stands in the address. */
import { type Verdict as Name, verdicts } from '../../src/cell.js'
import type { PageCell } from '../../src/report/html/data.js'
import { Verdict } from '../verdict.js'
import { type Facet, facetNames, facets, isFiltered, type View } from './view.js'

interface Given {
  readonly cells: readonly PageCell[]
  readonly view: View
  readonly shown: number
  change(what: Partial<View>): void
}

/** The worst first. */
const order: readonly Name[] = ['died', ...verdicts.filter((verdict) => verdict !== 'died').toReversed()]

export const Filters = ({ cells, view, shown, change }: Given) => {
  const there = order.filter((verdict) => cells.some((cell) => cell.verdict === verdict))
  const choices = facetNames
    .map((name) => ({ name, values: [...new Set(cells.map(facets[name]))] }))
    .filter(({ values }) => values.length > 1)
  return (
    <form class="filters" aria-label="Filters" onSubmit={(event) => event.preventDefault()}>
      <fieldset>
        <legend class="aloud">Verdicts</legend>
        {there.map((verdict) => (
          <VerdictToggle
            key={verdict}
            verdict={verdict}
            count={cells.filter((cell) => cell.verdict === verdict).length}
            isOn={view.verdicts.includes(verdict)}
            toggle={() => change({ verdicts: toggled(view.verdicts, verdict) })}
          />
        ))}
      </fieldset>
      {choices.map(({ name, values }) => (
        <Choice key={name} name={name} values={values} view={view} change={change} />
      ))}
      <span class="shown" role="status">
        {isFiltered(view) ? `${shown} of ${cells.length} shown` : ''}
      </span>
      {isFiltered(view) && (
        <button type="button" onClick={() => change({ verdicts: [], facets: {} })}>
          Show all
        </button>
      )}
    </form>
  )
}

const toggled = (all: readonly Name[], one: Name): readonly Name[] =>
  all.includes(one) ? all.filter((each) => each !== one) : [...all, one]

interface ToggleGiven {
  readonly verdict: Name
  readonly count: number
  readonly isOn: boolean
  toggle(): void
}

const VerdictToggle = ({ verdict, count, isOn, toggle }: ToggleGiven) => (
  <button type="button" class={`toggle ${verdict}`} aria-pressed={isOn} onClick={toggle}>
    <strong>{count}</strong> <Verdict verdict={verdict} />
  </button>
)

interface ChoiceGiven extends Pick<Given, 'view' | 'change'> {
  readonly name: Facet
  readonly values: readonly string[]
}

const Choice = ({ name, values, view, change }: ChoiceGiven) => (
  <label>
    <span class="aloud">{name}</span>
    <select
      value={view.facets[name] ?? ''}
      onChange={({ currentTarget: { value } }) => {
        const { [name]: _, ...others } = view.facets
        change({ facets: value === '' ? others : { ...others, [name]: value } })
      }}
    >
      <option value="">{name}: all</option>
      {values.map((value) => (
        <option key={value} value={value}>
          {value}
        </option>
      ))}
    </select>
  </label>
)
