/** Says what went wrong, on stderr: to whoever can mend it, without a stack; to us, with one. */
import { BrokenRun, EnvironmentError, UsageError } from '../errors.js'
import { lookOf } from '../report/look.js'
import { plainLines } from '../report/plain-text.js'
import { exitStatus } from './exit-status.js'

/** What the system says when the machine gives way: a disk that is full or broken, no descriptors, no memory or no processes to be had. */
const machineGivesWay = ['ENOSPC', 'EDQUOT', 'EFBIG', 'EROFS', 'EIO', 'EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN']

/** Returns the exit status. */
export const complain = (error: unknown): number => {
  const { unicode } = lookOf(process.stderr, process.env)
  const say = (text: string): void => void process.stderr.write(`${plainLines(text, unicode)}\n`)
  if (error instanceof UsageError) {
    say(`outlive: ${error.message}`)
    return exitStatus.usage
  }
  if (error instanceof EnvironmentError) {
    say(`outlive: ${error.message}`)
    for (const fix of error.fix.split('\n')) say(`fix: ${fix}`)
    say('`outlive doctor` shows all that was looked at.')
    return exitStatus.usage
  }
  if (error instanceof BrokenRun) {
    say(`outlive: the run broke: ${error.message}`)
    return exitStatus.inconclusive
  }
  const { code = '', message } = error as NodeJS.ErrnoException
  if (machineGivesWay.includes(code)) {
    say(`outlive: the machine gives way: ${message}`)
    return exitStatus.usage
  }
  say(`outlive: this is a bug in outlive:\n${error instanceof Error ? (error.stack ?? error.message) : String(error)}`)
  return exitStatus.bug
}
