/** The session's own timers: what the application does about silence. */
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
  return new Promise((resolve, reject) => {
    const fire = (): void =>
      reject(new TimerFired({ owner: 'application', setting: limit.setting, valueMs: limit.value }))
    const timer = setTimeout(fire, limit.value)
    act.then(resolve, reject).finally(() => clearTimeout(timer))
  })
}
