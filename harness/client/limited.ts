/** The session's own timers: what the application does about silence. */
import { setTimeout as sleep } from 'node:timers/promises'
import type { FiredTimer } from '../../src/history.js'
import type { Timers } from '../../src/scenario/profile.js'

type Limit = Pick<NonNullable<Timers['exchangeTimeout']>, 'value' | 'setting'>

/** Thrown when one runs out. */
export class TimerFired extends Error {
  constructor(readonly timer: FiredTimer) {
    super(`${timer.setting} of ${timer.valueMs} ms ran out`)
  }
}

/** Waits for the timer where there is one, else for as long as it takes. @throws TimerFired */
export const limited = async <Result>(limit: Limit | undefined, act: Promise<Result>): Promise<Result> => {
  if (limit === undefined) return act
  const timer = new AbortController()
  act.catch(() => {})
  try {
    return await Promise.race([
      act,
      sleep(limit.value, undefined, { signal: timer.signal }).then(() => {
        throw new TimerFired({ owner: 'application', setting: limit.setting, valueMs: limit.value })
      }),
    ])
  } finally {
    timer.abort()
  }
}
