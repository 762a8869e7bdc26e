/** Last words on thousands of sockets within a moment: told together, and of each only what tells. */
import type { LastWords, SampledSocket } from '../../src/history.js'
import type { Clock } from '../clock.js'

const tellEveryMs = 500

export interface Many {
  /** @param client its address and port */
  add(client: string, socket: SampledSocket): void
  /** Sessions are being ended: from now on only what tells of retransmissions. */
  ending(): void
  flush(): void
}

/** @param onlyRetransmitting from the start */
export const tellMany = (
  clock: Clock,
  onlyRetransmitting: boolean,
  tell: (sockets: readonly LastWords[]) => void,
): Many => {
  let sockets: LastWords[] = []
  let isEnding = onlyRetransmitting
  let timer: NodeJS.Timeout | undefined
  const flush = (): void => {
    clearTimeout(timer)
    timer = undefined
    if (sockets.length > 0) tell(sockets)
    sockets = []
  }
  return {
    add(client, { info }) {
      if (isEnding && info.retrans === undefined) return
      sockets.push([client, clock.now(), wordsOf(info)])
      timer ??= setTimeout(flush, tellEveryMs)
    },
    ending() {
      isEnding = true
    },
    flush,
  }
}

/** What causes look at, as `ss` writes it. */
const telling = ['rto', 'backoff', 'rtt', 'unacked', 'retrans', 'lastsnd', 'lastrcv', 'lastack'] as const

const wordsOf = (info: SampledSocket['info']): string =>
  telling.flatMap((name) => (info[name] === undefined ? [] : [`${name}:${info[name]}`])).join(' ')
