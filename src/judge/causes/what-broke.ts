/** A session that died of not being able to connect anew had a connection before: what broke that fits too. */
import type { CellFacts } from '../facts.js'
import { failureOf, type Named } from './cause.js'

/** @param ask the rules, about a session of which only this is known */
export const withWhatBroke = (named: Named, cell: CellFacts, ask: (cell: CellFacts) => Named | undefined): Named => {
  if (failureOf(cell)?.during !== 'connect') return named
  const sinceMs = cell.connected.at(-1)?.atMs ?? 0
  const last = cell.failures.findIndex(({ atMs, during }) => atMs >= sinceMs && during !== 'connect')
  if (last < 0) return named
  const broken = ask({ ...cell, failures: cell.failures.slice(0, last + 1) })
  if (broken === undefined) return named
  const { owner, setting = null, text } = broken
  const apart = 'it broke the connection; what ended the session is that it did not get another'
  return { ...named, others: [...(named.others ?? []), { owner, setting, text: `${text}: ${apart}` }] }
}
