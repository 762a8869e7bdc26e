/** The one clock of a run: CLOCK_MONOTONIC, which all processes of a machine share, in ms since an origin that all of them are told. */
export interface Clock {
  readonly originMs: number
  now(): number
}

export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6

/** @param originMs the run's origin on CLOCK_MONOTONIC in ms; now, when left out. */
export const clockFrom = (originMs: number = monotonicMs()): Clock => ({
  originMs,
  // A hundredth of a millisecond is finer than anything that we can cause or see, and keeps the history short.
  now: () => Math.round((monotonicMs() - originMs) * 100) / 100,
})
