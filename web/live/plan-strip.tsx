/** The phases of a VM's plan along time, and where it is in them. The words above it say the same. */
import type { HeadVm, VmNow } from '../../src/live/format'

export const PlanStrip = ({
  vm: { phases },
  now: { startedMs },
  atMs,
}: {
  readonly vm: HeadVm
  readonly now: VmNow
  readonly atMs: number
}) => {
  const endMs = phases.reduce((end, { startMs, durationMs }) => Math.max(end, startMs + durationMs), 0)
  if (endMs === 0) return <div class="strip" aria-hidden="true" />
  const share = (ms: number): string => `${((100 * ms) / endMs).toFixed(2)}%`
  const into = startedMs === null ? 0 : Math.min(endMs, Math.max(0, atMs - startedMs))
  return (
    <div class="strip" aria-hidden="true">
      {phases.map(({ kind, startMs, durationMs }) => (
        <i key={startMs} class={kind} style={{ left: share(startMs), width: share(durationMs) }} />
      ))}
      <b style={{ left: share(into) }} />
    </div>
  )
}
