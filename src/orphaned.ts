/** A killed test runner leaves its workers, which would play to the end for nobody. */

const lookMs = 500

/**
 * Calls `act` when whoever runs this process's tests is gone: a parent that talks to it (Vitest's workers, any `fork`) hangs up; Node's runner, which does not talk, is
 * another process then. Elsewhere parents come and go: a shell may end before what it started.
 *
 * @returns stops looking
 */
export const whenOrphaned = (act: () => void): (() => void) => {
  process.once('disconnect', act)
  const parent = process.ppid
  const looking =
    process.env.NODE_TEST_CONTEXT === undefined
      ? undefined
      : setInterval(() => {
          if (process.ppid !== parent) act()
        }, lookMs).unref()
  return () => {
    process.off('disconnect', act)
    clearInterval(looking)
  }
}
