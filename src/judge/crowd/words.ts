/** What is said of a crowd in a line. */
import type { Crowd } from '../../result.js'
import { seconds } from '../causes/when.js'

/** "of 1,000: 990 stalled (net.ipv4.tcp_rto_max_ms and 1 more), 10 died (…); longest stall of half of them 13.6 s …" */
export const inWords = (verdicts: Crowd['verdicts'], stallMs: Crowd['stallMs'], count: number): string => {
  const told = verdicts.map(({ verdict, seen, because }) => {
    const [most, ...others] = because
    if (most === undefined || verdict === 'unaffected') return `${number(seen)} ${verdict}`
    const decided = verdict === 'inconclusive' ? most.text : (most.setting ?? most.owner)
    return `${number(seen)} ${verdict} (${decided}${others.length === 0 ? '' : ` and ${others.length} more`})`
  })
  const stall =
    stallMs === null
      ? ''
      : `; longest stall of half of them ${seconds(stallMs.p50)}, of one in a hundred ${seconds(stallMs.p99)}, of all ${seconds(stallMs.max)}`
  return `of ${number(count)}: ${told.join(', ')}${stall}`
}

export const number = (value: number): string => value.toLocaleString('en')
