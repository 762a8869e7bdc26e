/** The scenario: one VM that outlive moves, one that the shell script attacks, both observed, and one whose sessions keep both cores busy. */
import type { Cell } from '../../src/cell.js'
import type { HostName, Phase, Plan } from '../../src/plan.js'
import { packageRoot } from '../../src/scenario/package-root.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import type { ResolvedScenario } from '../../src/scenario/scenario.js'
import { kindsOf } from '../../src/tune/sweep.js'

export const processes = 50
const port = 7100
const here = `${packageRoot}/bench/exactness`
const names = ['outlive', 'shell'] as const
export type Way = (typeof names)[number]

/** Between two blackouts. */
export const restMs = 250

/** Blackouts one after the other; every second takes the VM to the other host. */
export const blackouts = (lengthsMs: readonly number[]): Plan => {
  let startMs = 0
  const phases = lengthsMs.map((durationMs, index): Phase => {
    const to = index % 4 === 1 ? 'B' : 'A'
    const moves = index % 2 === 1 && { to: to as HostName }
    const phase: Phase = { kind: 'blackout', startMs, durationMs, wire: 'drop', ...moves, because: '' }
    startMs += durationMs + restMs
    return phase
  })
  return { phases, outcome: 'here' }
}

const unmoved: Plan = { phases: [], outcome: 'here' }

export const scenarioOf = (plan: Plan, folder: (way: Way) => string, sessions: number): ResolvedScenario => {
  const resolved = resolveScenario({
    name: 'exactness',
    presets: ['none'],
    memory: ['1 MiB'],
    sessions: ['echo', ...names.map((way) => observed(way, folder(way)))],
    profiles: ['linux'],
    settle: '1 s',
  })
  const kinds = kindsOf({ ...resolved, cells: resolved.cells.map((cell) => ({ ...cell, control: false })) })
  const cells = kinds.flatMap((kind): Cell[] => {
    const cell = { ...kind, vm: kind.session, preset: kind.session, wire: 'drop' as const }
    if (kind.session !== 'echo') return [{ ...cell, plan: kind.session === 'outlive' ? plan : unmoved }]
    return Array.from({ length: sessions }, (_, n) => ({ ...cell, id: `${kind.id}/${n}`, plan: unmoved }))
  })
  return { ...resolved, cells }
}

/** An observer that waits for its turn sees less; only root may put it ahead. */
const perl = process.getuid?.() === 0 ? 'exec chrt --fifo 1 perl' : 'exec perl'

const observed = (name: Way, folder: string) => ({
  name,
  service: { command: `${perl} ${here}/probe.pl ${folder} ${processes} ${port}`, ready: { port } },
  client: { command: `${perl} ${here}/sender.pl ${folder} $OUTLIVE_VM ${port}` },
})
