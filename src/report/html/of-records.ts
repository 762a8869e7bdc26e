/** Records on a page: of runs, of what was played several times, of what `outlive tune` found. */
import { basename } from 'node:path'
import { judgeRecord } from '../../record/judged.js'
import type { Runs } from '../../record/repetitions.js'
import { isTuneRecord, readTune } from '../../tune/record.js'
import type { Tune } from '../../tune/result.js'
import { pageOf } from './page.js'
import { pageDataOf } from './page-data.js'

export type ShownRecord =
  | { readonly record: string; readonly judged: Runs; readonly tune?: never }
  | { readonly record: string; readonly tune: Tune; readonly judged?: never }

/** @throws UsageError when there is nothing to show in it */
export const openRecord = (record: string): ShownRecord =>
  isTuneRecord(record) ? { record, tune: readTune(record) } : { record, judged: judgeRecord(record) }

/** All of them on one page; several runs are compared. */
export const pageOfRecords = (records: readonly ShownRecord[]): string => {
  const labels = labelsOf(records.map(({ record }) => record))
  const labelled = records.map((each, index) => ({ ...each, label: labels[index] ?? each.record }))
  return pageOf(
    pageDataOf(
      labelled.flatMap(({ label, judged }) =>
        judged === undefined ? [] : [{ label, report: judged.report, histories: judged.histories() }],
      ),
      labelled.flatMap(({ label, tune }) => (tune === undefined ? [] : [{ label, tune }])),
    ),
  )
}

/** The folders' own names, where those tell them apart. */
const labelsOf = (records: readonly string[]): readonly string[] => {
  const names = records.map((record) => basename(record))
  return new Set(names).size === names.length ? names : records.map((record, index) => `${index + 1}: ${record}`)
}
