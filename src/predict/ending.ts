/** How an exchange, a connect or a wait ends. */
import type { OwnLimit } from '../scenario/library-timers.js'
import type { Attempts } from '../tcp/attempts.js'
import type { Decider } from './prediction.js'
import type { World } from './world.js'

export interface Done {
  readonly doneMs: number
}

export interface Failed {
  readonly atMs: number
  /** The socket's error; `null` when a timer of the session's own ran out. */
  readonly code: string | null
  readonly decides: Decider
}

export type Ending = Done | Failed

export const hasFailed = <Other extends object>(ending: Other | Failed): ending is Failed => 'decides' in ending

/** The program or its library waits no longer than its own timers say; the first of them that runs out ends it. */
export const limited = (ending: Ending, fromMs: number, limits: readonly Limit[], world: World): Ending => {
  const endMs = hasFailed(ending) ? ending.atMs : ending.doneMs
  const [first] = limits.toSorted((one, other) => waitOf(one) - waitOf(other))
  if (first === undefined || fromMs + waitOf(first) >= endMs) return ending
  const firedAtMs = fromMs + waitOf(first)
  const { owner, value, setting } = first
  return {
    atMs: firedAtMs,
    code: null,
    decides: { owner, setting, value, firedAtMs, afterBack: isBack(world, firedAtMs) },
  }
}

/** One whose beginning is not that of the wait has another length there, ms. */
export type Limit = OwnLimit & { readonly waitMs?: number }
const waitOf = ({ value, waitMs = value }: Limit): number => waitMs

/** The client's kernel has tried often enough. */
export const gaveUp = (
  { gaveUpMs, sentMs, error }: Attempts,
  who: Pick<Decider, 'owner' | 'setting' | 'value'>,
  world: World,
): Failed => ({
  atMs: gaveUpMs,
  code: error,
  decides: {
    ...who,
    firedAtMs: gaveUpMs,
    ...(sentMs.length > 0 ? { lastTryMs: sentMs.at(-1) ?? gaveUpMs } : {}),
    afterBack: isBack(world, gaveUpMs),
  },
})

/** Somebody answered who does not know the connection. */
export const refused = (atMs: number, code: 'ECONNRESET' | 'ECONNREFUSED', { address }: World): Failed => ({
  atMs,
  code,
  decides: {
    owner: address.isTakenOver ? 'new stack' : 'unknown',
    setting: null,
    value: null,
    firedAtMs: atMs,
    afterBack: false,
  },
})

/** What of the stack ends retransmission. */
export const retransmissionLimit = (world: World) =>
  userTimeoutOf(world) ??
  ({ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: world.stack.retries2 } as const)

/** TCP_USER_TIMEOUT, by its program's own name where that is known. */
export const userTimeoutOf = ({ stack: { userTimeoutMs }, timers: { userTimeout } }: World) => {
  if (userTimeoutMs === undefined) return undefined
  return userTimeout === undefined
    ? ({ owner: 'client kernel', setting: 'TCP_USER_TIMEOUT', value: userTimeoutMs } as const)
    : ({ owner: 'application', setting: userTimeout.setting, value: userTimeoutMs } as const)
}

/** Who connects ends at once when he is told that the host is unreachable: no setting decides that. */
export const nobodyThere = { owner: 'client kernel', setting: null, value: null } as const

const isBack = ({ address }: World, ms: number): boolean =>
  address.at(ms, Number.POSITIVE_INFINITY).answer === 'service'
