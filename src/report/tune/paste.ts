/** Changes as lines to paste, and as what they change. */
import { groupBy } from '../../group-by.js'
import type { Change } from '../../tune/result.js'
import type { Pen } from '../pen.js'
import { valueInWords } from '../setting.js'

/** Where a setting lives, and how it is written there. */
interface Place {
  readonly name: string
  write(setting: string, value: number, change: Change): string
}

const sysctl = (where: string): Place => ({
  name: `/etc/sysctl.d/60-outlive.conf ${where}`,
  write: (setting, value) => `${setting} = ${value}`,
})
const onClient = sysctl('on the client')
const inVm = sysctl('in the VM')
const socket: Place = {
  name: "on the client's socket: setsockopt(2), or what its library has for it (libpq: tcp_user_timeout, keepalives_*; gRPC: GRPC_ARG_KEEPALIVE_*; Node: none for TCP_USER_TIMEOUT)",
  write: (setting, value) =>
    setting === 'TCP_KEEPIDLE' || setting === 'TCP_KEEPINTVL'
      ? `${setting} = ${value / 1000}`
      : `${setting} = ${value}`,
}
const program: Place = { name: "the program's own", write: (setting, value) => `${setting} = ${value}` }
const own: Place = {
  name: 'where the session says it',
  write: (setting, value, { owner }) => `${setting} = ${valueInWords(owner, value)}`,
}

const placeOf = ({ owner, setting }: Change): Place => {
  if (owner === 'server kernel') return inVm
  if (setting.startsWith('net.')) return onClient
  if (owner === 'client kernel') return socket
  return owner === 'client program' ? program : own
}

export interface Pasted {
  readonly place: string
  readonly lines: readonly { readonly sign: '-' | '+'; readonly text: string }[]
}

/** By place, what goes and what comes. */
export const pastedAt = (changes: readonly Change[]): Pasted[] =>
  [...groupBy(changes, placeOf)].map(([place, some]) => ({
    place: place.name,
    lines: some.flatMap((change) => [
      ...(change.from === null ? [] : [{ sign: '-' as const, text: place.write(change.setting, change.from, change) }]),
      { sign: '+' as const, text: place.write(change.setting, change.to, change) },
    ]),
  }))

/** A heading for each place, then its lines. */
export const pasted = (changes: readonly Change[], { paint }: Pen): string[] =>
  pastedAt(changes).flatMap(({ place, lines }) => [
    paint.dim(`# ${place}`),
    ...lines.map(({ sign, text }) => (sign === '-' ? paint.red : paint.green)(`${sign} ${text}`)),
  ])
