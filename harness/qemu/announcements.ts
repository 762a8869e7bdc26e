/**
 * What is said of a guest's new place, as it goes over the switch: QEMU's RARP, and the guest's own gratuitous ARP. Seen by tcpdump where there is one; a
 * run without it has only what was asked for.
 */
import type { WorldEvent } from '../../src/history.js'
import type { HostName } from '../../src/plan.js'
import type { Clock } from '../clock.js'
import { readLines } from '../evidence/lines.js'
import { adminProgram } from '../netns/admin-program.js'
import { switchPortOf } from '../netns/lan.js'
import type { UndoStack } from '../undo.js'

type Announcement = Extract<WorldEvent, { type: 'announcement-seen' }>

/** A request for one's own address, or an answer that nobody asked for. */
const gratuitous = 'arp and arp[14:4] = arp[24:4]'

export const watchAnnouncements = (
  host: HostName,
  { vm, mac }: { readonly vm: string; readonly mac: string },
  { clock, undo, say }: { readonly clock: Clock; readonly undo: UndoStack; say(event: Announcement): void },
): void => {
  const filter = `ether src ${mac} and (rarp or (${gratuitous}))`
  const options = ['-l', '-n', '-e', '-tt', '-Z', 'root', '-i', switchPortOf(host)]
  const watching = readLines([adminProgram('tcpdump'), ...options, filter], (line) => {
    const seen = announcementIn(line)
    if (seen === undefined) return
    const atMs = Math.round((clock.now() - (Date.now() - seen.epochMs)) * 100) / 100
    say({ type: 'announcement-seen', atMs, vm, mac, what: seen.what })
  })
  undo.push(`end watching ${vm}`, () => watching.stop('SIGKILL'))
}

/** `1700000000.250000 02:… > ff:…, ethertype Reverse ARP (0x8035), length 60: …` */
export const announcementIn = (
  line: string,
): { readonly epochMs: number; readonly what: Announcement['what'] } | undefined => {
  const [, seconds, kind] = /^(\d+\.\d+) .* ethertype (Reverse ARP|ARP)\b/.exec(line) ?? []
  if (seconds === undefined) return undefined
  return { epochMs: Number(seconds) * 1000, what: kind === 'ARP' ? 'gratuitous ARP' : 'RARP' }
}
