/** `outlive serve [RECORD…]`: records in the browser, their reports, and the runs played again. */
import { Option } from 'commander'
import { isLocal, loopback } from '../serve/names.js'
import { recordsAt } from '../serve/records.js'
import { recordRoutes } from '../serve/routes.js'
import { act, type Configure } from './command.js'
import { exitStatus } from './exit-status.js'
import { listen } from './listen.js'
import { wholeNumberOption } from './options.js'
import { records as recordsFolder } from './record-dir.js'
import { heedSignals } from './signals.js'

interface ServeOptions {
  readonly host: string
  readonly port: number
}

export const configure: Configure = (command) => {
  command
    .argument('[records...]', `folders of runs, or packed ones (default: all in ${recordsFolder})`)
    .addOption(wholeNumberOption('--port <number>', 'where it listens; 0 is any that is free', 0, 65_535, 0))
    .addOption(
      new Option(
        '--host <address>',
        'on which address; whoever reaches another than this machine’s own and has the token sees the records',
      ).default(loopback),
    )
    .action(
      act(async (named: readonly string[], { host, port }: ServeOptions) => {
        const server = await listen(recordRoutes(recordsAt(named, recordsFolder)), { host, port })
        if (!isLocal(host)) {
          process.stderr.write(
            `outlive: ${host} can be reached from other machines: whoever has this address sees the records, and nothing is encrypted\n`,
          )
        }
        process.stdout.write(`${server.url}\n`)
        process.stderr.write('Ctrl-C ends it\n')
        const signals = heedSignals()
        await new Promise((resolve) => signals.signal.addEventListener('abort', resolve, { once: true }))
        await server.close()
        signals.ignore()
        return signals.status() ?? exitStatus.fine
      }),
    )
}
