/** A verdict as all pages show it: its sign, its word and its colour, never the colour alone. */
import type { Verdict as Name } from '../src/cell.js'
import { verdictGlyphs } from '../src/report/verdict-glyphs.js'

export const Verdict = ({ verdict, text = verdict }: { readonly verdict: Name; readonly text?: string }) => (
  <span class={`verdict ${verdict}`}>
    <span aria-hidden="true">{verdictGlyphs[verdict]}</span> {text}
  </span>
)
