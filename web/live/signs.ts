/** A sign, a word and a colour for each thing that a session can be: no colour stands alone. */
import type { Letter } from '../../src/live/format'

interface Sign {
  readonly sign: string
  /** Of one, and of several. */
  readonly word: string
  /** A variable of the theme. */
  readonly colour: string
}

/** In the order in which they are counted: what ends well first. */
export const letterSigns: Readonly<Record<Letter, Sign>> = {
  '.': { sign: '·', word: 'not open yet', colour: '--faint' },
  t: { sign: '✓', word: 'talking', colour: '--unaffected' },
  i: { sign: '–', word: 'idle', colour: '--faint' },
  s: { sign: '…', word: 'silent', colour: '--stalled' },
  b: { sign: '⚡', word: 'broken', colour: '--died' },
  c: { sign: '~', word: 'back', colour: '--stalled' },
  r: { sign: '↻', word: 'reconnected', colour: '--reconnected' },
  f: { sign: '■', word: 'finished', colour: '--faint' },
  d: { sign: '✗', word: 'dead', colour: '--died' },
}
