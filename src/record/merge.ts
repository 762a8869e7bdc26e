/** The reports of a scenario's shards, put together: what one machine would have said of all of it. */
import { UsageError } from '../errors.js'
import type { EventOf } from '../history.js'
import type { CellResult, Report } from '../result.js'
import type { Run } from './diff.js'

export interface ShardRecord extends Run {
  /** Its folder, for what is wrong with it. */
  readonly record: string
}

/** @throws UsageError where they are not all shards of one whole, each once */
export const mergeShards = (records: readonly ShardRecord[]): Report => {
  const [first] = records
  if (first === undefined) throw new UsageError('which records? Expected those of all shards')
  const shards = records.map(shardOf)
  const [{ of, whole }] = shards as [ReturnType<typeof shardOf>]
  for (const [index, shard] of shards.entries()) {
    const { record, report } = records[index] ?? first
    if (shard.of !== of || JSON.stringify(shard.whole) !== JSON.stringify(whole)) {
      throw new UsageError(`${record}: a shard of another run than ${first.record}`)
    }
    if (report.environment.outlive !== first.report.environment.outlive) {
      throw new UsageError(
        `${record}: played by outlive ${report.environment.outlive}, ${first.record} by ${first.report.environment.outlive}`,
      )
    }
    const twin = shards.findIndex(({ number }) => number === shard.number)
    if (twin < index)
      throw new UsageError(`${record}: shard ${shard.number} again, it was ${records[twin]?.record} already`)
  }
  const missing = Array.from({ length: of }, (_, index) => index + 1).filter(
    (number) => !shards.some((shard) => shard.number === number),
  )
  if (missing.length > 0)
    throw new UsageError(`of ${of} shards ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} missing`)

  const cells = records.flatMap(({ report }) => report.cells)
  const unfinished = records.find(({ report }) => report.ended !== 'finished')
  return {
    ...first.report,
    ended: unfinished?.report.ended ?? 'finished',
    tookMs: Math.max(...records.map(({ report }) => report.tookMs)),
    limits: [...new Set(records.flatMap(({ report }) => report.limits))],
    cells: whole.flatMap((id) => worst(cells.filter((cell) => cell.id === id)) ?? []),
  }
}

const shardOf = ({ history, record }: ShardRecord) => {
  const { shard } = history[0] as EventOf<'run-started'>
  if (shard === undefined) throw new UsageError(`${record}: no shard; expected the record of \`outlive run --shard\``)
  return shard
}

/** Every shard has the control: where one was not left in peace, that is to be seen. */
const worst = (same: readonly CellResult[]): CellResult | undefined =>
  same.find(({ verdict }) => verdict !== 'unaffected') ??
  same.toSorted((one, other) => other.longestStallMs - one.longestStallMs)[0]
