/** `--watch`: plays a scenario, and again whenever it or a program that it names changes, until Ctrl-C. */
import { once } from 'node:events'
import { relative } from 'node:path'
import { watch } from 'chokidar'
import { EnvironmentError, UsageError } from '../errors.js'
import { count } from '../report/amounts.js'
import { filesNamedBy } from '../scenario/named-files.js'
import { complain } from './complain.js'

/** An editor that saves writes more than once. */
const settleMs = 150

/**
 * Resolves when the process was asked to end, with the exit status.
 * @param play one time, until it ends or the signal says that its files are others now. What a person can mend is told, and waited for.
 */
export const playWhenever = async (
  scenarioFile: string,
  play: (changed: AbortSignal) => Promise<number>,
): Promise<number> => {
  for (;;) {
    const files = filesNamedBy(scenarioFile)
    const watcher = watch([...files], {
      ignoreInitial: true,
      awaitWriteFinish: { stabilityThreshold: settleMs, pollInterval: 50 },
    })
    try {
      const change = once(watcher, 'all') as Promise<[event: string, path: string]>
      await once(watcher, 'ready')
      const changed = new AbortController()
      void change.then(([, path]) => changed.abort(`${relative('.', path)} has changed`))
      const status = await play(changed.signal).catch((error: unknown) => {
        if (error instanceof UsageError || error instanceof EnvironmentError) return complain(error)
        throw error
      })
      if (status >= interrupted) return status
      if (!changed.signal.aborted) process.stderr.write(`Watching ${count(files.length, 'file')}; Ctrl-C ends.\n`)
      const [, path] = await change
      process.stderr.write(`\n${relative('.', path)} has changed.\n`)
    } finally {
      await watcher.close()
    }
  }
}

/** What a shell says of a process that a signal ended. */
const interrupted = 128
