/** What `outlive tune` may have found: one session, tried at a few lengths. */
import { bandsOf, limitMs, pointsOf } from '../../src/tune/bands.js'
import type { Trial, Tune } from '../../src/tune/result.js'

const trials = [1000, 4000, 9000, 11_000, 20_000].map((pauseMs): Trial => {
  const lives = pauseMs < 10_000
  return {
    id: `pause-${pauseMs}`,
    plannedMs: pauseMs,
    pauseMs,
    verdict: lives ? 'stalled' : 'died',
    cause: lives ? null : { owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value: 5 },
    longestStallMs: pauseMs,
  }
})
const bands = [...bandsOf(pointsOf(trials))]

export const aTune: Tune = {
  version: 1,
  name: 'a few lengths',
  fromMs: 1000,
  toMs: 30_000,
  rounds: [{ record: 'round-1', tookMs: 30_000, pauses: 5, cells: 5 }],
  control: { unaffected: 1, of: 1 },
  curves: [
    {
      session: 'echo',
      endsOn: 'guest',
      shape: 'talking',
      profile: 'windows-2008',
      wire: 'drop',
      limitMs: limitMs(bands),
      bands,
      predicted: bands,
      trials,
      inconclusive: [],
    },
  ],
  target: null,
}
