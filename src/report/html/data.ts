/**
 * What is embedded in the page: the report's own cells, and beside each what is drawn and said of it, in words already. The page decides
 * nothing: it arranges and draws. `src/report/html/` fills it, `web/report/` shows it.
 */
import type { Verdict } from '../../cell.js'
import type { Changed, StallChanged } from '../../record/diff.js'
import type { CellReplayed } from '../../record/replayed.js'
import type { CellResult, Report } from '../../result.js'
import type { Curve } from '../../tune/result.js'
import type { Happening } from '../explain/happenings.js'
import type { Moment } from '../explain/moments.js'
import type { Resent } from '../explain/resent.js'
import type { Connect } from '../explain/strands.js'
import type { WordRow } from '../explain/words.js'
import type { Finding } from '../pretty/findings.js'
import type { ToldShare } from '../shares.js'
import type { Stretch } from '../time-line.js'
import type { ToldProof } from '../tune/advice.js'
import type { ToldBand } from '../tune/bands.js'
import type { Pasted } from '../tune/paste.js'

export interface PageData {
  /** Of this format. */
  readonly version: 1
  readonly runs: readonly PageRun[]
  /** Every other run against the first; empty where there is only one. */
  readonly comparisons: readonly Comparison[]
  readonly tunes: readonly PageTune[]
}

export interface PageRun extends Omit<Report, 'cells' | 'version' | 'shares'> {
  /** What it is called beside others. */
  readonly label: string
  /** How many fared how, in a sentence. */
  readonly answer: string
  /** The sentence that says what it means, move by move. */
  readonly meaning: string
  readonly findings: readonly Finding[]
  /** Cells of which nothing can be said, those with the same reason together, by their ids. */
  readonly doubts: readonly { readonly why: string; readonly ids: readonly string[] }[]
  /** Why it can be believed, each under a heading. */
  readonly trust: readonly { readonly label: string; readonly texts: readonly string[] }[]
  /** How often each session came to what; empty where the scenario was played once. */
  readonly shares: readonly ToldShare[]
  readonly moves: readonly PageMove[]
  readonly cells: readonly PageCell[]
}

export interface PageMove {
  /** "quick-migration, 1 GiB" */
  readonly name: string
  readonly preset: string
  readonly memoryMiB: number
  readonly vmNumber: number | null
  readonly repetition: number | null
  /** "silent for 17.2 s" */
  readonly silence: string
  /** As they were achieved. */
  readonly phases: Bounded<Phase>
  readonly blackouts: Bounded<PageBlackout>
}

export type Phase = Pick<CellResult['achieved'][number], 'kind' | 'wire' | 'startMs' | 'durationMs'>

export interface PageBlackout {
  readonly plannedMs: number
  /** `null` for one that did not end, or did not begin. */
  readonly achievedMs: number | null
}

/** Of many only some are embedded: which, is said where they are shown. */
export interface Bounded<Item> {
  readonly items: readonly Item[]
  /** How many there are. */
  readonly of: number
}

export interface PageCell extends Omit<CellResult, 'plan' | 'achieved' | 'predicted'> {
  /** "echo on linux" */
  readonly name: string
  /** "echo", "console@host idle" */
  readonly who: string
  /** Of `moves`; `null` for the control's. */
  readonly move: number | null
  readonly predicted: Verdict | null
  readonly isAsPredicted: boolean | null
  /** What to set so that it outlives the same; `null` where nothing is known, or needed. */
  readonly recommended: Recommended | null
  /** `null` where the record does not tell. */
  readonly story: Story | null
}

export interface Recommended {
  readonly from: 'measured' | 'predicted'
  readonly lines: readonly Pasted[]
}

/** Times from the start of the migration, ms. */
export interface Story {
  readonly fromMs: number
  readonly toMs: number
  /** How many exchanges ended in each part of it, all of the same length. */
  readonly exchanges: readonly number[]
  /** Those long enough to be seen. */
  readonly waits: Bounded<Stretch>
  readonly failedMs: readonly number[]
  readonly resent: Bounded<Pick<Resent, 'atMs' | 'number' | 'seen'>>
  /** The one that decided, and what it is called where that is known. */
  readonly timer: (Stretch & { readonly name: string | null }) | null
  readonly connects: Bounded<Connect>
  readonly service: Bounded<{ readonly atMs: number; readonly event: 'accepted' | 'ended' }>
  readonly moments: readonly Moment[]
  readonly words: readonly WordRow[]
  readonly happenings: Bounded<Happening>
}

export interface Comparison {
  /** Labels of the runs. */
  readonly before: string
  readonly now: string
  readonly cells: readonly CellReplayed[]
  readonly stalls: readonly StallChanged[]
  readonly settings: Bounded<Changed>
  readonly versions: readonly Changed[]
}

export interface PageTune {
  readonly label: string
  readonly name: string
  readonly fromMs: number
  readonly toMs: number
  /** "48 trials in 62 s" */
  readonly about: string
  readonly curves: readonly PageCurve[]
  readonly advice: readonly PageAdvice[]
  readonly trust: readonly string[]
}

export interface PageCurve extends Pick<Curve, 'bands' | 'predicted' | 'inconclusive'> {
  /** "echo on linux, drop" */
  readonly name: string
  readonly life: string
  readonly lifeVerdict: Verdict | null
  readonly trials: readonly { readonly pauseMs: number; readonly verdict: Verdict }[]
  readonly told: readonly ToldBand[]
  /** Where what comes of it changes, and what makes it do so. */
  readonly borders: readonly { readonly atMs: number; readonly text: string }[]
}

export interface PageAdvice {
  readonly name: string
  readonly conclusion: ToldProof
  readonly proofs: readonly (ToldProof & { readonly label: string })[]
  readonly lines: readonly Pasted[]
}
