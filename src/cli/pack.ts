/** `outlive pack [RECORD]` */
import { existsSync, realpathSync } from 'node:fs'
import { basename } from 'node:path'
import { UsageError } from '../errors.js'
import { isPacked, pack } from '../record/pack.js'
import { readHistory } from '../record.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { latest } from './record-dir.js'

export const configure: Configure = (command) => {
  command
    .argument('[record]', 'the folder of a run', latest)
    .option('--out <file>', 'a new file (default: outlive-RECORD.tar.gz)')
    .action(
      act(async (record: string, { out }: { readonly out?: string }) => {
        if (isPacked(record)) throw new UsageError(`${record} is packed already`)
        // What is no record is not packed as one.
        readHistory(record)
        const folder = realpathSync(record)
        const file = out ?? `outlive-${basename(folder)}.tar.gz`
        if (existsSync(file)) throw new UsageError(`${file} exists already; choose another with --out FILE`)
        pack(folder, file)
        process.stdout.write(`${file}\n`)
        return exitStatus.fine
      }),
    )
}
