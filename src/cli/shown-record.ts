/** A record that is to be shown: of a run, or of what `outlive tune` found. */
import { basename } from 'node:path'
import { UsageError } from '../errors.js'
import type { Runs } from '../record/repetitions.js'
import { answer } from '../report/html/answer.js'
import { pageOf } from '../report/html/page.js'
import { pageDataOf } from '../report/html/page-data.js'
import { pageRun } from '../report/html/run.js'
import { pageTune } from '../report/html/tune.js'
import { loadPictures } from '../report/picture.js'
import { tuneReporters } from '../report/tune.js'
import type { Tune } from '../tune/result.js'
import { exitStatus, type Strictness } from './exit-status.js'
import { judgeRecord, show } from './judge-record.js'
import { defaultOutputs, type ReporterOptions } from './options.js'
import { write } from './outputs.js'
import { isTuneRecord, readTune } from './tune/record.js'
import { tuneStatus } from './tune/status.js'

export type ShownRecord =
  | { readonly record: string; readonly judged: Runs; readonly tune?: never }
  | { readonly record: string; readonly tune: Tune; readonly judged?: never }

/** @throws UsageError when there is nothing to show in it */
export const openRecord = (record: string): ShownRecord =>
  isTuneRecord(record) ? { record, tune: readTune(record) } : { record, judged: judgeRecord(record) }

export const statusOf = ({ judged, tune }: ShownRecord, options: Strictness): number =>
  tune === undefined ? exitStatus.of(judged.report, options) : tuneStatus(tune)

/** @throws UsageError where a reporter shows no such record */
export const print = ({ record, judged, tune }: ShownRecord, options: ReporterOptions & Strictness): void => {
  if (tune === undefined) show(judged, record, options)
  else write(outputsFor(record, options), (name, look) => tuneReporters[name].render(tune, look))
}

const outputsFor = (record: string, { reporter = defaultOutputs }: ReporterOptions) =>
  reporter.map(({ name, ...output }) => {
    if (name in tuneReporters) return { ...output, name: name as keyof typeof tuneReporters }
    throw new UsageError(
      `${record} is what \`outlive tune\` found, which --reporter ${name} does not show; expected one of ${Object.keys(tuneReporters).join(', ')}`,
    )
  })

/** All of them on one page; several runs are compared. */
export const pageOfRecords = (records: readonly ShownRecord[]): string => {
  const labels = labelsOf(records.map(({ record }) => record))
  const labelled = records.map((each, index) => ({ ...each, label: labels[index] ?? each.record }))
  return pageOf(
    pageDataOf(
      labelled.flatMap(({ label, judged }) => (judged === undefined ? [] : [{ label, ...judged }])),
      labelled.flatMap(({ label, tune }) => (tune === undefined ? [] : [{ label, tune }])),
    ),
  )
}

/** The folders' own names, where those tell them apart. */
const labelsOf = (records: readonly string[]): readonly string[] => {
  const names = records.map((record) => basename(record))
  return new Set(names).size === names.length ? names : records.map((record, index) => `${index + 1}: ${record}`)
}

/** The grid of a run, or curves; SVG. */
export const pictureOf = async ({ record, judged, tune }: ShownRecord): Promise<string> => {
  const pictures = await loadPictures()
  if (tune === undefined) {
    const { report } = judged
    return pictures.grid(pageRun(record, report), `${report.name}: ${answer(report)}`)
  }
  return pictures.curves(pageTune(record, tune), `${tune.name}: which pause each session outlives`)
}
