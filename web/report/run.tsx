/** One run: the answer first, then the grid, then why it can be believed. */
import { useEffect, useRef } from 'preact/hooks'
import type { PageCell, PageRun } from '../../src/report/html/data.js'
import { buttonId, marks } from './cell-button.js'
import { Filters } from './filters.js'
import { Grid } from './grid.js'
import { Shares } from './shares.js'
import { Trust } from './trust.js'
import { useSoon } from './use-soon.js'
import type { ViewState } from './use-view.js'
import { isShown } from './view.js'

interface Given extends ViewState {
  readonly run: PageRun
}

export const Run = ({ run, view, change }: Given) => {
  const moved = run.cells.filter(({ control }) => !control)
  const controls = run.cells.filter(({ control }) => control)
  const shown = moved.filter((cell) => isShown(cell, view) || cell.id === view.cell)
  const isSoon = useSoon()
  useFocusBack(view.cell)
  const grid = {
    run,
    open: view.cell,
    toggle: (cell: PageCell) => change({ cell: cell.id === view.cell ? null : cell.id }),
  }
  return (
    <>
      <header class="answer">
        <p class="name">
          outlive <b>{run.name}</b>
        </p>
        <h1>{run.answer}</h1>
        {run.meaning.length <= longestMeaning ? (
          <p class="meaning">{run.meaning}</p>
        ) : (
          <details>
            <summary>Move by move</summary>
            <p class="meaning">{run.meaning}</p>
          </details>
        )}
        <Findings findings={run.findings} />
      </header>
      {run.shares.length > 0 && <Shares shares={run.shares} />}
      <Filters cells={moved} view={view} shown={shown.length} change={change} />
      {shown.length === 0 ? (
        <p>No session is as the filters ask.</p>
      ) : (
        <Grid {...grid} caption="Sessions by how their VM was moved" cells={shown} />
      )}
      <p class="legend">
        The time is the longest stall: the longest wait for an answer, or until the session died. {legendOf(moved)}{' '}
        Choose a cell for its story.
      </p>
      {controls.length > 0 && (
        <>
          <h2>
            Control <small>sessions to a VM that was not moved, which must stay unaffected</small>
          </h2>
          <Grid {...grid} caption="Control: sessions to the VM that was not moved" cells={controls} />
        </>
      )}
      {isSoon && <Trust run={run} open={(cell) => change({ cell: cell.id })} />}
    </>
  )
}

/** Letters. With many moves it is a page of its own. */
const longestMeaning = 800

/** More than these would push the answer off the first screen. */
const mostFindings = 2

const Findings = ({ findings }: Pick<PageRun, 'findings'>) => {
  const [first, others] = [findings.slice(0, mostFindings), findings.slice(mostFindings)]
  const list = (some: PageRun['findings']) =>
    some.map(({ text, grave }) => (
      <p key={text} class={grave ? 'finding grave' : 'finding'}>
        {text}
      </p>
    ))
  return (
    <>
      {list(first)}
      {others.length > 0 && (
        <details>
          <summary>and {others.length} more that must not be overlooked</summary>
          {list(others)}
        </details>
      )}
    </>
  )
}

const legendOf = (cells: readonly PageCell[]): string =>
  [...new Set(cells.flatMap(marks).map(({ sign, words }) => `${sign} ${words}.`))].join(' ')

/** When a story closes, whoever went there by keys is where he came from. */
const useFocusBack = (open: string | null): void => {
  const before = useRef<string | null>(null)
  useEffect(() => {
    if (open === null && before.current !== null) document.getElementById(buttonId(before.current))?.focus()
    before.current = open
  }, [open])
}
