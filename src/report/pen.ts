/** How things look on this terminal: colours or none, glyphs or ASCII. Colour never says anything that a glyph and a word do not. */
import pc from 'picocolors'
import type { Verdict } from '../cell.js'
import type { PhaseKind } from '../plan.js'
import type { Look } from './look.js'
import { plainText } from './plain-text.js'
import { verdictGlyphs } from './verdict-glyphs.js'

export type Paint = (text: string) => string

export interface Pen {
  readonly columns: number
  readonly paint: Readonly<Record<'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan' | 'magenta', Paint>>
  readonly signs: (typeof signs)['unicode']
  readonly verdicts: Readonly<Record<Verdict, { readonly glyph: string; readonly paint: Paint }>>
  /** The letter that a phase is drawn with. */
  readonly phases: Readonly<Record<PhaseKind, string>>
  /** What a session's time line is drawn with. */
  readonly story: (typeof story)['unicode' | 'ascii']
  /** Makes text that came from outside safe to print here. */
  say(text: string): string
}

const signs = {
  unicode: { good: '✓', bad: '✗', note: '!', rule: '─', tick: '┼', brief: '│', dot: '·', bullet: '•', ellipsis: '…' },
  ascii: { good: '+', bad: 'x', note: '!', rule: '-', tick: '+', brief: '|', dot: '-', bullet: '*', ellipsis: '...' },
}

const phases = {
  unicode: { brownout: '░', blackout: '█', 'path-repair': '▒', reboot: '▚' },
  ascii: { brownout: '.', blackout: '#', 'path-repair': '=', reboot: '%' },
} as const

const story = {
  unicode: { busy: '▄', quiet: '▂', wait: '━', open: '○', guide: '┊' },
  ascii: { busy: '"', quiet: "'", wait: '~', open: 'o', guide: ':' },
} as const

const asciiGlyphs: Readonly<Record<Verdict, string>> = {
  unaffected: '+',
  stalled: '~',
  reconnected: '@',
  died: 'x',
  inconclusive: '?',
}

export const penFor = ({ columns, colours, unicode }: Look): Pen => {
  const paint = pc.createColors(colours)
  const glyphs = unicode ? verdictGlyphs : asciiGlyphs
  const verdict = (name: Verdict, paint: Paint) => ({ glyph: glyphs[name], paint })
  return {
    columns,
    paint,
    phases: unicode ? phases.unicode : phases.ascii,
    story: unicode ? story.unicode : story.ascii,
    signs: unicode ? signs.unicode : signs.ascii,
    verdicts: {
      unaffected: verdict('unaffected', paint.green),
      stalled: verdict('stalled', paint.yellow),
      reconnected: verdict('reconnected', paint.cyan),
      died: verdict('died', paint.red),
      inconclusive: verdict('inconclusive', paint.magenta),
    },
    say: (text) => plainText(text, unicode),
  }
}
