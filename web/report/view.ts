/** What is looked at: filters and the open cell. It lives in the address, so that a link shows what was meant. */
import { type Verdict, verdicts } from '../../src/cell.js'
import { memory } from '../../src/report/amounts.js'
import type { PageCell } from '../../src/report/html/data.js'

export interface View {
  /** Of the page's runs. */
  readonly run: number
  /** Id of the open cell. */
  readonly cell: string | null
  /** None chosen: all. */
  readonly verdicts: readonly Verdict[]
  readonly facets: Readonly<Partial<Record<Facet, string>>>
}

/** What cells are filtered by, beside their verdicts, and what each is called. */
export const facets = {
  preset: ({ preset }: PageCell) => preset,
  memory: ({ memoryMiB }: PageCell) => memory(memoryMiB),
  session: ({ session }: PageCell) => session,
  shape: ({ shape }: PageCell) => shape,
  profile: ({ profile }: PageCell) => profile,
} as const
export type Facet = keyof typeof facets
export const facetNames = Object.keys(facets) as Facet[]

export const readView = (hash: string): View => {
  const said = new URLSearchParams(hash.replace(/^#/, ''))
  const run = Number(said.get('run') ?? 1)
  return {
    run: Number.isInteger(run) && run > 0 ? run - 1 : 0,
    cell: said.get('cell'),
    verdicts: verdicts.filter((verdict) => said.get('verdict')?.split(',').includes(verdict)),
    facets: Object.fromEntries(
      facetNames.flatMap((name) => {
        const value = said.get(name)
        return value === null ? [] : [[name, value]]
      }),
    ),
  }
}

export const writeView = ({ run, cell, verdicts, facets }: View): string => {
  const said = new URLSearchParams()
  if (run > 0) said.set('run', `${run + 1}`)
  if (verdicts.length > 0) said.set('verdict', verdicts.join(','))
  for (const name of facetNames) if (facets[name] !== undefined) said.set(name, facets[name])
  if (cell !== null) said.set('cell', cell)
  return `#${said}`
}

/** The open cell stays, whatever is filtered. */
export const isShown = (cell: PageCell, { verdicts, facets: wanted }: View): boolean =>
  (verdicts.length === 0 || verdicts.includes(cell.verdict)) &&
  facetNames.every((name) => wanted[name] === undefined || wanted[name] === facets[name](cell))

export const isFiltered = ({ verdicts, facets }: View): boolean => verdicts.length > 0 || Object.keys(facets).length > 0
