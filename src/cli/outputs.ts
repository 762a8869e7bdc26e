/** `--reporter pretty,json=FILE`: what is shown, and where it goes. */
import { accessSync, appendFileSync, constants, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { InvalidArgumentError, Option } from 'commander'
import { type Look, lookOf } from '../report/look.js'
import { expectedOneOf } from '../scenario/nearest.js'

export interface Output<Name extends string> {
  readonly name: Name
  /** stdout when left out. */
  readonly file?: string
}

/** @param summaries of all reporters, by name; the first one is the default unless another is */
export const reporterOption = (summaries: Readonly<Record<string, string>>, usual?: string): Option => {
  const names = Object.keys(summaries)
  const choices = Object.entries(summaries).map(([name, summary]) => `${name} (${summary})`)
  return new Option(
    '--reporter <name[=FILE],...>',
    `how the result is shown, several at once, each to a file if named: ${choices.join(', ')}`,
  )
    .default(undefined, usual ?? names[0])
    .argParser((written: string, before: readonly Output<string>[] | undefined) => [
      ...(before ?? []),
      ...written.split(',').map((each) => parseOutput(each, names)),
    ])
}

const parseOutput = (written: string, names: readonly string[]): Output<string> => {
  const [, name = '', file] = /^\s*([^=]*?)\s*(?:=(.*))?$/.exec(written) ?? []
  if (!names.includes(name)) throw new InvalidArgumentError(expectedOneOf(names, name))
  return file === undefined ? { name } : { name, file: writable(file) }
}

/** A run may take minutes: a file that cannot be written is better found before than after. @throws InvalidArgumentError */
export const writable = (file: string): string => {
  try {
    accessSync(dirname(file), constants.W_OK)
  } catch {
    throw new InvalidArgumentError(`no file can be written in ${dirname(file)}`)
  }
  return file
}

/** What goes to a file may be read anywhere. */
const fileLook: Look = { columns: 100, colours: false, unicode: true }

export const lookFor = ({ file }: Output<string>): Look =>
  file === undefined ? lookOf(process.stdout, process.env) : fileLook

/** @param more after what is there already; a file is written anew otherwise */
export const put = ({ file }: Output<string>, text: string, more = false): void => {
  if (file === undefined) process.stdout.write(text)
  else if (more) appendFileSync(file, text)
  else writeFileSync(file, text)
}

export const write = <Name extends string>(
  outputs: readonly Output<Name>[],
  render: (name: Name, look: Look) => string,
): void => {
  for (const output of outputs) put(output, render(output.name, lookFor(output)))
}
