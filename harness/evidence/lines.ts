/** A program that goes on printing lines until its namespace ends. */
import { endOf, howItEnded, lastWords, spawnPiped } from '../child.js'

/** @returns how to write to it, and its end, with its last words */
export const readLines = (command: readonly string[], seen: (line: string) => void) => {
  const child = spawnPiped(command)
  const words = lastWords()
  let rest = ''
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n')
    rest = lines.pop() ?? ''
    for (const line of lines) seen(line)
  })
  child.stderr.on('data', words.add)
  // Whoever writes to a process that has ended learns it from what does not come back.
  child.stdin.on('error', () => {})
  return {
    tell: (line: string): void => void child.stdin.write(`${line}\n`),
    ended: endOf(child).then((how) => howItEnded(how, words.read())),
    stop: (signal: NodeJS.Signals): void => void child.kill(signal),
  }
}
