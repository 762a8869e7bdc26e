/** A packet capture per machine, in the record, as Wireshark opens it: what was sent, and when, to the microsecond. */
import { join } from 'node:path'
import type { Clock } from '../clock.js'
import { adminProgram } from '../netns/admin-program.js'
import { readLines } from './lines.js'
import { type SentAgain, sentAgainIn } from './pcap.js'

export interface Capture {
  /** How it ended before it was asked to, if it did. */
  readonly lost: Promise<string>
  /** Ends it, and tells on the run's clock what its machine sent again. @throws Error with tcpdump's words when it took nothing */
  end(seen: (again: SentAgain) => void): Promise<void>
}

/** By how much a clock that is kept right is put right in a while; more than this is a step. */
const slewedMs = 50
const slewedShare = 0.001

/** Headers with all their options, and the beginning of what they carry. */
const bytesOfEach = 160

/**
 * @param enter how to get into the namespace
 * @param own the machine's address
 * @param name of its file, `.pcap` left out
 */
export const capture = (enter: readonly string[], own: string, folder: string, name: string, clock: Clock): Capture => {
  const file = join(folder, `${name.replaceAll(/[^\w.+-]+/g, '-')}.pcap`)
  // -U: a run that is killed leaves what was seen until then. -Z: inside a user namespace there is nobody else to become.
  const tcpdump = readLines(
    [
      ...enter,
      adminProgram('tcpdump'),
      '-i',
      'eth0',
      '-s',
      `${bytesOfEach}`,
      '-U',
      '-Z',
      'root',
      '-w',
      file,
      'tcp or arp or icmp',
    ],
    () => {},
  )
  // A packet is stamped with the time of day.
  const originNow = (): number => Date.now() - clock.now()
  const originAtFirstMs = originNow()
  let wanted = true
  return {
    lost: new Promise((resolve) => void tcpdump.ended.then((how) => wanted && resolve(how))),
    async end(seen) {
      wanted = false
      tcpdump.stop('SIGINT')
      const said = await tcpdump.ended
      const originMs = originNow()
      const setByMs = Math.abs(originMs - originAtFirstMs)
      if (setByMs > slewedMs + clock.now() * slewedShare)
        throw new Error(
          `the capture ${name}: the time of day was set during the run, by ${Math.round(setByMs)} ms: when something was sent again is not known`,
        )
      await sentAgainIn(file, own, (again) =>
        seen({ ...again, atMs: Math.round((again.atMs - originMs) * 100) / 100 }),
      ).catch((error: Error) => {
        throw new Error(`the capture ${name}: ${error.message}; tcpdump said: ${said}`)
      })
    },
  }
}
