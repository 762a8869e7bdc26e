/** Arithmetic of spans of time, in ms. */
import type { Span } from './facts.js'

/** `undefined` for one that did not end. */
export const lengthMs = (span: Span | undefined): number | undefined =>
  span?.toMs === undefined ? undefined : span.toMs - span.fromMs

export const overlap = (a: Span, b: Span): number =>
  Math.max(
    0,
    Math.min(a.toMs ?? Number.POSITIVE_INFINITY, b.toMs ?? Number.POSITIVE_INFINITY) - Math.max(a.fromMs, b.fromMs),
  )

/** What is left of spans outside another one. */
export const without = (spans: readonly EndedSpan[], { fromMs, toMs = Number.POSITIVE_INFINITY }: Span): EndedSpan[] =>
  spans.flatMap((span) => [
    ...(span.fromMs < fromMs ? [{ fromMs: span.fromMs, toMs: Math.min(span.toMs, fromMs) }] : []),
    ...(span.toMs > toMs ? [{ fromMs: Math.max(span.fromMs, toMs), toMs: span.toMs }] : []),
  ])

export interface EndedSpan extends Span {
  readonly toMs: number
}
