/** Planned pre-copies against those that QEMU makes: memory × write rate × bandwidth. */
import { methods } from '../../src/methods/index.js'
import { planOf, readPreset } from '../../src/scenario/preset.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import { play } from '../../test/real/play.js'

export interface Point {
  readonly memoryMiB: number
  readonly linkMbitPerS: number
  readonly hotDirtyMBPerS: number
}

export const grid: readonly Point[] = [256, 512].flatMap((memoryMiB) =>
  [300, 600, 1200].flatMap((linkMbitPerS) =>
    [5, 30].map((hotDirtyMBPerS) => ({ memoryMiB, linkMbitPerS, hotDirtyMBPerS })),
  ),
)

export interface Copied extends Point {
  /** As QEMU says. */
  readonly totalMs: number
  readonly downtimeMs: number
  readonly transferredMB: number
  readonly rounds: number
  /** From STOP on host A to RESUME on host B. */
  readonly silentMs: number
}

const withOf = ({ linkMbitPerS, hotDirtyMBPerS }: Point) => ({ linkMbitPerS, hotDirtyMBPerS, coldDirtyMBPerS: 0 })

/** What `kvm` plans for it, with what this machine's QEMU was seen to need for the switch-over in place of the preset's. */
export const planned = (point: Point, switchOver: Readonly<Record<string, number>> = {}) => {
  const preset = readPreset('kvm', '.')
  const { phases } = planOf(preset, { ...withOf(point), ...switchOver }, { memoryMiB: point.memoryMiB })
  const sum = (kind: string): number =>
    phases.filter((phase) => phase.kind === kind).reduce((ms, { durationMs }) => ms + durationMs, 0)
  return {
    totalMs: sum('brownout') + sum('blackout'),
    downtimeMs: sum('blackout'),
    method: methods[preset.method].summary,
  }
}

export const copy = async (point: Point): Promise<Copied> => {
  const { memoryMiB } = point
  const scenario = resolveScenario({
    name: 'copy',
    presets: [{ name: 'kvm', with: withOf(point), as: 'copy' }],
    memory: [`${memoryMiB} MiB`],
    sessions: ['echo'],
    profiles: ['linux'],
    baseline: '1 s',
  })
  const { report, history } = await play(
    { ...scenario, cells: scenario.cells.filter(({ control }) => !control) },
    'qemu',
  )
  const last = history.findLast((event) => event.type === 'migration-reported')
  if (
    last?.type === 'migration-reported' &&
    (last.totalMs === undefined || last.downtimeMs === undefined || last.totalMs === 0)
  )
    throw new Error('QEMU said no times of its migration')
  const silent = report.cells[0]?.achieved.find(({ kind }) => kind === 'blackout')?.durationMs
  if (last?.type !== 'migration-reported' || last.status !== 'completed' || typeof silent !== 'number')
    throw new Error(`no migration: ${report.cells[0]?.why}`)
  return {
    ...point,
    totalMs: last.totalMs ?? 0,
    downtimeMs: last.downtimeMs ?? 0,
    transferredMB: Math.round((last.transferredBytes ?? 0) / 1e6),
    rounds: last.rounds ?? 0,
    silentMs: silent,
  }
}
