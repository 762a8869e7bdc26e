/** One plain sentence that says what the results mean, a clause for each way of moving a VM. Computed from the results, whatever they are. */
import type { Verdict } from '../../cell.js'
import { groupBy } from '../../group-by.js'
import { number } from '../../judge/crowd/words.js'
import type { CellResult, Report } from '../../result.js'
import { allOf, count, listed, seconds, secondsRange } from '../amounts.js'
import { sessionName } from '../session-name.js'
import { settingInWords } from '../setting.js'
import { lastBlackoutEndMs } from './back.js'
import { movedCells } from './moves.js'
import { which } from './which.js'

export const meaning = (report: Report): string => {
  if (movedCells(report).every(({ verdict }) => verdict === 'inconclusive')) return 'In short: nothing can be said.'
  const clauses = [...groupBy(movedCells(report), ({ preset }) => preset)].flatMap(([preset, cells]) => {
    const alone = cells.filter(({ crowd }) => crowd === undefined)
    return [
      ...(alone.length === 0 ? [] : [clause(preset, alone)]),
      ...cells.flatMap((cell) => crowdClause(preset, cell)),
    ]
  })
  return `In short: ${clauses.join('; ')}.`
}

const clause = (preset: string, cells: readonly CellResult[]): string => {
  const known = cells.filter(({ verdict }) => verdict !== 'inconclusive')
  const unknown = cells.length - known.length
  if (known.length === 0) return `what ${preset} does to ${count(cells.length, 'session')} cannot be said`
  const doubt = unknown === 0 ? '' : ` (of ${unknown} more nothing can be said)`
  const deeds = said.flatMap(([verdict, say]) => {
    const some = known.filter((cell) => cell.verdict === verdict)
    return some.length === 0 ? [] : [say(some, known)]
  })
  return `${preset} ${sequence(deeds)}${doubt}`
}

/** Of a crowd its sessions are counted. */
const crowdClause = (preset: string, { crowd, count: of = 0, ...cell }: CellResult): string[] => {
  if (crowd === undefined) return []
  const deeds = crowdSaid.flatMap(([verdict, say]) => {
    const { seen, because: [most] = [] } = crowd.verdicts.find((each) => each.verdict === verdict) ?? { seen: 0 }
    if (seen === 0) return []
    const decided =
      most?.setting == null ? '' : ` (mostly ${settingInWords({ ...most, owner: most.owner ?? 'unknown' })})`
    return [say(seen === of ? `all ${number(of)}` : `${number(seen)} of ${number(of)}`) + decided]
  })
  return [`${preset} ${sequence(deeds)} of ${sessionName(cell)} on ${cell.profile}`]
}

const crowdSaid: readonly (readonly [Verdict, (some: string) => string])[] = [
  ['died', (some) => `killed ${some}`],
  ['reconnected', (some) => `broke ${some}, which connected anew`],
  ['stalled', (some) => `stalled ${some}`],
  ['unaffected', (some) => `let ${some} go on as if nothing had happened`],
  ['inconclusive', (some) => `did something to ${some} of which nothing can be said`],
]

/** With commas throughout: each deed may have an "and" of its own. */
const sequence = (deeds: readonly string[]): string =>
  deeds.length < 2 ? deeds.join('') : `${deeds.slice(0, -1).join(', ')}, and ${deeds.at(-1)}`

type Say = (some: readonly CellResult[], of: readonly CellResult[]) => string

const amount: Say = (some, of) => {
  if (some.length === of.length) return allOf(of.length, 'session')
  return `${some.length} of ${of.length} (${which(some, of)})`
}

/** The worst first. */
const said: readonly (readonly [Verdict, Say])[] = [
  ['died', (some, of) => `killed ${amount(some, of)}${killers(some)}${afterAll(some)}`],
  ['reconnected', (some, of) => `broke ${amount(some, of)}, which connected anew${dataOf(some)}`],
  ['stalled', (some, of) => `stalled ${amount(some, of)} for up to ${longest(some)}`],
  [
    'unaffected',
    (some, of) => `let ${amount(some, of)} go on as if nothing had happened (longest stall ${longest(some)})`,
  ],
]

const longest = (cells: readonly CellResult[]): string =>
  seconds(Math.max(...cells.map(({ longestStallMs }) => longestStallMs)))

/** "by net.ipv4.tcp_retries2=5 (3) and command timeout of 30 s (1)" */
const killers = (dead: readonly CellResult[]): string => {
  const named = groupBy(dead, killer)
  named.delete(undefined)
  const parts = [...named].map(([name, by]) => (by.length === dead.length ? `${name}` : `${name} (${by.length})`))
  return parts.length === 0 ? '' : ` by ${listed(parts)}`
}

const killer = ({ cause }: CellResult): string | undefined => (cause === null ? undefined : settingInWords(cause))

/** Owners of timers: their victims die in silence, and perhaps long after it. */
const timers = ['client kernel', 'application', 'library']

const afterAll = (dead: readonly CellResult[]): string => {
  const late = dead.flatMap((cell) => {
    const backMs = lastBlackoutEndMs(cell)
    if (cell.cause === null || backMs === undefined || !timers.includes(cell.cause.owner)) return []
    return cell.cause.firedAtMs > backMs ? [cell.cause.firedAtMs - backMs] : []
  })
  if (late.length === 0) return ''
  const who = late.length === dead.length ? '' : `${late.length} of them `
  return `, ${who}only ${secondsRange(late)} after the VM was back`
}

const dataOf = (cells: readonly CellResult[]): string =>
  cells.every(({ lost, duplicated, corrupted }) => lost === 0 && duplicated === 0 && corrupted === 0)
    ? ' and lost nothing that had been acknowledged'
    : ''
