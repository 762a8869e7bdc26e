/** How long a session's program and its library wait, at most. */
import { libraryKeepalive, libraryLimits, type OwnLimit } from '../scenario/library-timers.js'
import type { Timers } from '../scenario/profile.js'
import type { Limit } from './ending.js'
import type { World } from './world.js'

/** For a connection, the protocol's handshake included, and for an answer. */
export const limitsOf = ({ connectTimeout, exchangeTimeout, library }: Timers): World['limits'] => ({
  connect: [...application(connectTimeout), ...libraryLimits(library, 'connect')],
  exchange: [...application(exchangeTimeout), ...libraryLimits(library, 'exchange')],
})

/** For the answer to a question that is asked again and again, from the beginning of a silence on: the first may be due at once, or only just have been. */
export const pingLimits = ({ timers: { heartbeat, library }, offset }: World): Limit[] => {
  const keepalive = libraryKeepalive(library)
  return [
    ...(heartbeat === undefined
      ? []
      : application({ ...heartbeat, value: heartbeat.timeoutMs }).map((limit) => ({
          ...limit,
          waitMs: offset * heartbeat.value + limit.value,
        }))),
    ...(keepalive === undefined ? [] : [{ ...keepalive, waitMs: keepalive.value - offset * keepalive.everyMs }]),
  ]
}

const application = (
  timer: Pick<NonNullable<Timers['exchangeTimeout']>, 'setting' | 'value'> | undefined,
): OwnLimit[] => (timer === undefined ? [] : [{ owner: 'application', setting: timer.setting, value: timer.value }])
