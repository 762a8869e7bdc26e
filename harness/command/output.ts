/** What a program prints, line by line, each timed on the run's clock: kept in the record, and heard by whoever waits for something. */
import type { Readable } from 'node:stream'
import { type Hide, hideForms } from '../../src/record/secrets.js'
import type { Clock } from '../clock.js'
import { openBoundedFile } from './bounded-file.js'

export type Heard = (line: string, stream: 'out' | 'err', atMs: number) => void

export interface Output {
  /** The last lines, whichever way they came. */
  lastLines(): readonly string[]
  flush(): void
}

const keptLines = 12
/** A longer line goes on as the next one. */
const longestLine = 4096
/** A prompt has no end of line: what has not gone on for so long is a line as it is. */
const promptMs = 1000

export const keepOutput = (
  { stdout, stderr }: { readonly stdout: Readable; readonly stderr: Readable },
  file: string,
  clock: Clock,
  heard: Heard,
  hide: Hide = hideForms,
): Output => {
  const kept = openBoundedFile(file)
  let last: string[] = []
  const read = (from: Readable, stream: 'out' | 'err'): void => {
    let rest = ''
    let prompt: NodeJS.Timeout | undefined
    const take = (line: string, atMs: number): void => {
      const shown = hide(line)
      kept.add(`${atMs.toFixed(2)}\t${stream}\t${shown}\n`)
      last.push(shown)
      if (last.length > 2 * keptLines) last = last.slice(-keptLines)
      heard(line, stream, atMs)
    }
    from.setEncoding('utf8')
    const takeRest = (): void => {
      if (rest !== '') take(rest, clock.now())
      rest = ''
    }
    from.on('data', (text: string) => {
      clearTimeout(prompt)
      const atMs = clock.now()
      const lines = (rest + text).split('\n')
      rest = lines.pop() ?? ''
      for (const line of lines) take(line, atMs)
      for (; rest.length > longestLine; rest = rest.slice(longestLine)) take(rest.slice(0, longestLine), atMs)
      if (rest !== '') prompt = setTimeout(takeRest, promptMs)
    })
    from.on('end', takeRest)
  }
  read(stdout, 'out')
  read(stderr, 'err')
  return {
    flush: kept.flush,
    lastLines: () => last.filter((line) => line.trim() !== '').slice(-keptLines),
  }
}
