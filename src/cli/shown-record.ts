/** A record that is to be shown: of a run, or of what `outlive tune` found. */
import { UsageError } from '../errors.js'
import { answer } from '../report/html/answer.js'
import type { ShownRecord } from '../report/html/of-records.js'
import { pageRun } from '../report/html/run.js'
import { pageTune } from '../report/html/tune.js'
import { loadPictures } from '../report/picture.js'
import { tuneReporters } from '../report/tune.js'
import { exitStatus, type Strictness } from './exit-status.js'
import { write } from './outputs.js'
import { defaultOutputs, type ReporterOptions } from './reporter-options.js'
import { show } from './show.js'
import { tuneStatus } from './tune/status.js'

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

/** The grid of a run, or curves; SVG. */
export const pictureOf = async ({ record, judged, tune }: ShownRecord): Promise<string> => {
  const pictures = await loadPictures()
  if (tune === undefined) {
    const { report } = judged
    return pictures.grid(pageRun(record, report), `${report.name}: ${answer(report)}`)
  }
  return pictures.curves(pageTune(record, tune), `${tune.name}: which pause each session outlives`)
}
