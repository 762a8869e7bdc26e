/** How a session talks, as far as its fate depends on it. */
import { type SessionName, usedAfterMs } from '../cell.js'

export interface Rhythm {
  /** Between two exchanges, ms. More than 0. */
  readonly paceMs: number
  /**
   * How long an exchange is with the VM, ms: it has the request and the client has no answer. A silence that begins just then is over for
   * the session when the VM is back. At least 0.
   */
  readonly serviceMs: number
  /** Segments that a request is made of. At least 1. */
  readonly segments: number
  /** Between two pushes of the service to a listening session, ms. More than 0. */
  readonly pushEveryMs: number
  /** How long an idle session has been silent when the migration starts, ms; any time up to its keepalive's when left out. */
  readonly quietForMs?: number
  /** When an idle or listening session is used again, ms after the end of the plan. */
  readonly usedAfterMs: number
}

export const defaultRhythm: Rhythm = { paceMs: 50, pushEveryMs: 50, serviceMs: 0.5, segments: 1, usedAfterMs }

/** The session kinds that come in the box: their pace, and the median of how long their exchanges took on a machine with 2 cores. */
const rhythms: Readonly<Record<SessionName, Rhythm>> = {
  none: { ...defaultRhythm, paceMs: 1000, pushEveryMs: 1000 },
  echo: defaultRhythm,
  console: { ...defaultRhythm, paceMs: 100, pushEveryMs: 250, serviceMs: 1 },
  database: { ...defaultRhythm, paceMs: 400, pushEveryMs: 400, serviceMs: 2.5 },
  'file-copy': { ...defaultRhythm, paceMs: 200, pushEveryMs: 200, serviceMs: 1.3 },
}

/** How a session of a kind talks. */
export const rhythmOf = (session: string): Rhythm =>
  session in rhythms ? rhythms[session as SessionName] : defaultRhythm

/** @throws RangeError */
export const checkRhythm = ({ paceMs, pushEveryMs, serviceMs, segments, usedAfterMs }: Rhythm): void => {
  if (!(paceMs > 0)) throw new RangeError(`a pace of ${paceMs} ms; expected more than 0`)
  if (!(pushEveryMs > 0)) throw new RangeError(`a push every ${pushEveryMs} ms; expected more than 0`)
  if (!(serviceMs >= 0)) throw new RangeError(`${serviceMs} ms with the service; expected at least 0`)
  if (!(segments >= 1)) throw new RangeError(`${segments} segments; expected at least 1`)
  if (!(usedAfterMs >= 0)) throw new RangeError(`used ${usedAfterMs} ms after the plan; expected at least 0`)
}
