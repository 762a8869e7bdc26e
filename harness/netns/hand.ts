/**
 * A hand is a long-lived `ip -batch -` inside a network namespace. It holds the namespace open, and does there in 0.2 ms what starting a
 * program would take 5 ms for: a blackout must not begin or end late because a process had to be started.
 */
import { endOf, howItEnded, spawnPiped } from '../child.js'
import { adminProgram } from './admin-program.js'

export interface Hand {
  /** A process in the namespace, for `nsenter -t PID -n` and `ip link … netns PID`. */
  readonly pid: number
  /** Writes a command at once, without waiting: for acts whose effect is read from the kernel afterwards. @throws Error when the hand has ended */
  tell(command: string): void
  /** Does the commands in order. @throws Error with what `ip` said when one was refused. */
  do(...commands: string[]): Promise<void>
  /** How it ended, which nobody asked of it. */
  readonly ended: Promise<string>
}

/** @param enter how to get into the namespace: `[]` for ours, `['unshare', '--net']` for a new one. */
export const openHand = async (enter: readonly string[]): Promise<Hand> => {
  const batch = openBatch([...enter, 'stdbuf', '-oL', 'ip', '-force', '-oneline', '-batch', '-'])
  const hand: Hand = {
    ...batch,
    async do(...commands) {
      const before = batch.complaints().length
      // Prints a line, which says that what came before it is done.
      for (const command of [...commands, 'link show dev lo']) batch.tell(command)
      await batch.nextLine()
      // ip complains before it goes on to the next command, but on another pipe.
      await new Promise((resolve) => setImmediate(resolve))
      const said = batch.complaints().slice(before).trim()
      if (said !== '') throw new Error(`ip refused one of «${commands.join('; ')}»: ${said}`)
    },
  }
  await hand.do()
  return hand
}

/** A long-lived `bridge -batch -` in our own namespace. */
export const openBridgeHand = (): Pick<Hand, 'tell' | 'ended'> =>
  openBatch([adminProgram('bridge'), '-force', '-batch', '-'])

/** A long-lived `tc -batch -` in our own namespace; `ask` resolves with the line that the command prints. */
export const openTrafficHand = (): Pick<Hand, 'tell' | 'ended'> & { ask(command: string): Promise<string> } => {
  const batch = openBatch(['stdbuf', '-oL', adminProgram('tc'), '-force', '-statistics', '-oneline', '-batch', '-'])
  return {
    ...batch,
    ask(command) {
      batch.tell(command)
      return batch.nextLine()
    },
  }
}

const openBatch = (command: readonly string[]) => {
  const child = spawnPiped(command)
  let complaints = ''
  const waiting: ((line: string) => void)[] = []
  child.stdout.on('data', (chunk: Buffer) => {
    for (const line of chunk.toString().split('\n')) if (line !== '') waiting.shift()?.(line)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complaints += chunk.toString()
  })
  // What was written to a process that has just ended is learned from what does not happen.
  child.stdin.on('error', () => {})
  let over: string | undefined
  const ended = endOf(child).then((how) => {
    over = `«${command.join(' ')}» ${howItEnded(how, '')}`
    complaints += over
    for (const resolve of waiting.splice(0)) resolve('')
    return over
  })
  return {
    pid: child.pid ?? 0,
    ended,
    tell(line: string) {
      if (over !== undefined) throw new Error(`${over}: nobody does «${line}»`)
      child.stdin.write(`${line}\n`)
    },
    nextLine: () => new Promise<string>((resolve) => (over === undefined ? waiting.push(resolve) : resolve(''))),
    complaints: () => complaints,
  }
}
