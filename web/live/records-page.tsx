/** Earlier runs: their reports, and the runs themselves again. */

import { useEffect, useState } from 'preact/hooks'
import { verdictGlyphs } from '../../src/report/verdict-glyphs'
import type { RecordSummary } from '../../src/serve/records'
import { addressOf, getJson } from './address'
import { Notice } from './notice'

export const RecordsPage = () => {
  const [records, setRecords] = useState<readonly RecordSummary[]>()
  const [error, setError] = useState<string>()
  useEffect(() => {
    getJson<readonly RecordSummary[]>(addressOf('/records.json')).then(setRecords, (reason) => setError(reason.message))
  }, [])
  return (
    <main>
      <h1>outlive: records</h1>
      {error !== undefined && <Notice>{error}</Notice>}
      {records === undefined && error === undefined && <Notice>Looking for records.</Notice>}
      {records?.length === 0 && <Notice>There is no record yet: `outlive demo` makes one in under a minute.</Notice>}
      <ul class="records">
        {records?.map((record) => (
          <Row key={record.id} record={record} />
        ))}
      </ul>
    </main>
  )
}

/** What is said in place of verdicts. */
const without: Readonly<Record<RecordSummary['kind'], string>> = {
  run: 'broken off, or still going on',
  repeated: 'played several times',
  tune: 'which pauses its sessions outlive',
}

const Row = ({ record: { id, name, kind, wallClock, verdicts } }: { readonly record: RecordSummary }) => (
  <li>
    <div>
      <h2>{name}</h2>
      <p class="faint">{wallClock === null ? id : `${new Date(wallClock).toLocaleString('en-GB')} · ${id}`}</p>
    </div>
    <p class="counts">
      {verdicts === null
        ? without[kind]
        : Object.entries(verdictGlyphs).flatMap(([verdict, sign]) => {
            const count = verdicts[verdict as keyof typeof verdictGlyphs]
            return count === undefined
              ? []
              : [
                  <span key={verdict} class={`verdict ${verdict}`}>
                    {`${sign} ${count} ${verdict}`}
                  </span>,
                ]
          })}
    </p>
    <p class="links">
      {kind === 'run' && (
        <a href={addressOf('/replay', { record: id })} aria-label={`Replay ${name}, ${id}`}>
          Replay
        </a>
      )}
      <a href={addressOf('/report', { record: id })} aria-label={`Report of ${name}, ${id}`}>
        Report
      </a>
    </p>
  </li>
)
