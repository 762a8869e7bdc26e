/** `outlive report RECORD…` */
import { writeFileSync } from 'node:fs'
import { Option } from 'commander'
import { UsageError } from '../errors.js'
import { openRecord, pageOfRecords, type ShownRecord } from '../report/html/of-records.js'
import { act, type Configure } from './command.js'
import { exitStatus, type Strictness } from './exit-status.js'
import { addStrict } from './options.js'
import { writable } from './outputs.js'
import { addPictures, type PictureOptions, wantsPicture, writePictures } from './pictures.js'
import { latest } from './record-dir.js'
import { addReporter, type ReporterOptions } from './reporter-options.js'
import { pictureOf, print, statusOf } from './shown-record.js'

interface ReportOptions extends ReporterOptions, Strictness, PictureOptions {
  readonly html?: string
}

export const configure: Configure = (command) => {
  addPictures(
    addStrict(
      addReporter(command.argument('[records...]', 'folders of runs, or of what `outlive tune` found', [latest])),
    ).addOption(
      new Option(
        '--html <file>',
        'one page for a browser, that needs nothing else: the grid, each session’s story, curves; several records are compared in it',
      ).argParser(writable),
    ),
    'the grid of one record, or its curves',
  ).action(
    act(async (names: readonly string[], options: ReportOptions) => {
      refuse(names, options)
      const records = names.map(openRecord)
      await writeFiles(records, options)
      // Who asks for files only wants files only.
      if (options.reporter !== undefined || (options.html === undefined && !wantsPicture(options))) {
        for (const record of records) print(record, options)
      }
      return worst(records.map((record) => statusOf(record, options)))
    }),
  )
}

/** @throws UsageError where one record's file would be overwritten by the next */
const refuse = (names: readonly string[], { reporter = [], ...options }: ReportOptions): void => {
  if (names.length < 2) return
  const file = reporter.find((output) => output.file !== undefined)?.file
  if (file !== undefined) {
    throw new UsageError(
      `${file} has room for one record, not for ${names.length}; --html FILE shows several on one page`,
    )
  }
  if (wantsPicture(options)) throw new UsageError(`a picture is of one record, not of ${names.length}`)
}

const writeFiles = async (records: readonly ShownRecord[], options: ReportOptions): Promise<void> => {
  if (options.html !== undefined) writeFileSync(options.html, pageOfRecords(records))
  const [first] = records
  if (first !== undefined && wantsPicture(options)) await writePictures(await pictureOf(first), options)
}

/** One that fell short outweighs one of which nothing can be said. */
const worst = (statuses: readonly number[]): number =>
  [exitStatus.fellShort, exitStatus.inconclusive].find((status) => statuses.includes(status)) ?? exitStatus.fine
