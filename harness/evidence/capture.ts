/** A packet capture per machine, in the record, as Wireshark opens it: what was sent, and when, to the microsecond. */
import { join } from 'node:path'
import type { Clock } from '../clock.js'
import { adminProgram } from '../netns/admin-program.js'
import { readLines } from './lines.js'
import { type SentAgain, sentAgainIn } from './pcap.js'

export interface Capture {
  /** Ends it, and tells on the run's clock what its machine sent again. @throws Error with tcpdump's words when it took nothing */
  end(seen: (again: SentAgain) => void): Promise<void>
}

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
  return {
    async end(seen) {
      tcpdump.stop('SIGINT')
      const said = await tcpdump.ended
      const originMs = Date.now() - clock.now()
      await sentAgainIn(file, own, (again) =>
        seen({ ...again, atMs: Math.round((again.atMs - originMs) * 100) / 100 }),
      ).catch((error: Error) => {
        throw new Error(`the capture ${name}: ${error.message}; tcpdump said: ${said}`)
      })
    },
  }
}
