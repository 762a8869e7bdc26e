/** How a session whose connection had broken came back: its attempts, and how long it waited between them by its own habit. */
import type { CellFacts } from '../facts.js'
import { failureOf, type Named } from './cause.js'
import { at, failureLine } from './evidence.js'
import { seconds } from './when.js'

export const withReturn = (named: Named, cell: CellFacts): Named => {
  const broken = failureOf(cell)
  const again = cell.connected.find(({ atMs }) => broken !== undefined && atMs > broken.atMs)
  if (broken === undefined || again === undefined) return named
  const isBetween = ({ atMs }: { atMs: number }): boolean => atMs >= broken.atMs && atMs <= again.atMs
  const delays = cell.reconnecting.filter(isBetween).map(({ inMs }) => inMs)
  const ownMs = delays.reduce((sum, ms) => sum + ms, 0)
  const inVain = cell.failures.filter((failure) => isBetween(failure) && failure !== broken)
  return {
    ...named,
    evidence: [
      ...named.evidence,
      ...inVain.map((failure) => failureLine(failure, cell)),
      `${at(again.atMs, cell)}: connected again at ${inVain.length === 0 ? 'its first attempt' : `attempt ${inVain.length + 1}`}, in ${Math.round(again.tookMs)} ms; by its own habit it had waited ${seconds(ownMs)} in all`,
    ],
    text: `${named.text}, connected again ${seconds(again.atMs - broken.atMs)} later${inVain.length > 0 ? ' after attempts in vain' : ''}${ownMs >= 50 ? `, ${seconds(ownMs)} of it its own delay` : ''}`,
  }
}
