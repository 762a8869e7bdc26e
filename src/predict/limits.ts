/** How long a session's program and its library wait, at most. */
import { libraryKeepalive, libraryLimits } from '../scenario/library-timers.js'
import type { Timers } from '../scenario/profile.js'
import type { Limit } from './ending.js'
import type { World } from './world.js'

/** For a connection, the protocol's handshake included. */
export const connectLimits = ({ timers }: World): Limit[] => [
  ...application(timers.connectTimeout),
  ...libraryLimits(timers.library, 'connect'),
]

/** For an answer. */
export const exchangeLimits = ({ timers }: World): Limit[] => [
  ...application(timers.exchangeTimeout),
  ...libraryLimits(timers.library, 'exchange'),
]

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

const application = (timer: Pick<NonNullable<Timers['exchangeTimeout']>, 'setting' | 'value'> | undefined): Limit[] =>
  timer === undefined ? [] : [{ owner: 'application', setting: timer.setting, value: timer.value }]
