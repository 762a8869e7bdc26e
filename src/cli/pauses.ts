/** `outlive pauses LOG`: which pauses a log tells of, and how to play them. */
import { readFileSync } from 'node:fs'
import { UsageError } from '../errors.js'
import { logFormats, readPauses } from '../logs/index.js'
import { pausesReporters } from '../report/pauses.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { type Output, reporterOption, write } from './outputs.js'

interface PausesOptions {
  readonly reporter?: readonly Output<keyof typeof pausesReporters>[]
}

export const configure: Configure = (command) => {
  const summaries = Object.values(logFormats).map(({ summary }) => summary)
  command
    .argument('<log>', `a file, or - for what is piped in: ${summaries.join('; ')}`)
    .addOption(
      reporterOption({ pretty: 'text for a person', json: 'one JSON object' } satisfies Record<
        keyof typeof pausesReporters,
        string
      >),
    )
    .action(
      act(async (file: string, { reporter = [{ name: 'pretty' }] }: PausesOptions) => {
        const read = readPauses(readLog(file), file)
        write(reporter, (name, look) => pausesReporters[name](read, file, look))
        return exitStatus.fine
      }),
    )
}

/** Logs grow; beyond this it is better to look for the hour that matters. */
const mostBytes = 256 * 1024 * 1024

/** @throws UsageError when it cannot be read */
export const readLog = (file: string): string => {
  try {
    const bytes = readFileSync(file === '-' ? 0 : file)
    if (bytes.length > mostBytes) throw new UsageError(`${file}: is bigger than 256 MiB; cut out the time that matters`)
    // PowerShell writes UTF-16 when it redirects.
    return bytes[0] === 0xff && bytes[1] === 0xfe ? bytes.toString('utf16le') : bytes.toString('utf8')
  } catch (error) {
    if (error instanceof UsageError) throw error
    throw new UsageError(`${file}: ${(error as Error).message}`)
  }
}
