/** A verdict's sign, which stands beside its word wherever colours may be missing: at a terminal, on a page, in a picture. */
import type { Verdict } from '../cell.js'

export const verdictGlyphs: Readonly<Record<Verdict, string>> = {
  unaffected: '✓',
  stalled: '~',
  reconnected: '↻',
  died: '✗',
  inconclusive: '?',
}
