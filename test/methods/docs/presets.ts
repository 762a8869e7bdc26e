/** What a page says of the presets of its method: their plans for VMs of several sizes. */
import type { MethodName } from '../../../src/methods/index.js'
import type { Phase, Plan } from '../../../src/plan.js'
import { fixtureNames } from '../../../src/scenario/fixture.js'
import { type Preset, planOf, readPreset, vmsOf } from '../../../src/scenario/preset.js'
import { table } from './sections.js'

export const presets: readonly Preset[] = fixtureNames('presets').map((name) => readPreset(name, '.'))

const sizesMiB = [512, 1024, 2048, 4096, 8192]

export const presetSections = (method: MethodName): string =>
  presets
    .filter((preset) => preset.method === method)
    .map((preset) => {
      const rows = sizesMiB.flatMap((memoryMiB) => rowsOf(preset, memoryMiB))
      const sources = `Figures and their sources: [${preset.name}.yaml](../../fixtures/presets/${preset.name}.yaml).`
      const about = [`${preset.summary}. ${sources}`, ...rangesOf(preset)].join(' ')
      return `### \`${preset.name}\`\n\n${about}\n\n${table(['memory', 'phases'], rows)}`
    })
    .join('\n\n')

const rangesOf = ({ parameters }: Preset): readonly string[] =>
  Object.entries(parameters).flatMap(([name, { value, range }]) =>
    range === undefined ? [] : [`\`${name}\` is ${value} typically, ${range[0]} to ${range[1]} are reported.`],
  )

/** Of a series, a row for each VM that is moved. */
const rowsOf = (preset: Preset, memoryMiB: number): readonly (readonly [string, string])[] => {
  const size = `${memoryMiB / 1024} GiB`
  const vms = vmsOf(preset)
  if (vms === undefined) return [[size, phasesOf(planOf(preset, {}, { memoryMiB }))]]
  return Array.from({ length: vms }, (_, number) => number).flatMap((number) => {
    const { phases, startsOn } = planOf(preset, {}, { memoryMiB, number })
    if (phases[0] === undefined) return []
    const way = [startsOn, ...phases.flatMap(({ to }) => to ?? [])].join(' → ')
    const after = `after ${lasting(phases[0].startMs)}`
    return [[`${size}, VM ${number + 1}, host ${way}`, `${after}: ${phasesOf({ phases })}`]]
  })
}

/** A row for each preset, at 1 GiB. Of a series, its first VM stands for those that are moved. */
export const presetTable = (): string =>
  table(
    ['preset', 'method', 'phases at 1 GiB', 'afterwards'],
    presets.map((preset) => {
      const plan = planOf(preset, {}, { memoryMiB: 1024 })
      const method = `[${preset.method}](${preset.method}.md)`
      return [`\`${preset.name}\``, method, `${shareOf(preset)}${phasesOf(plan)}`, outcomes[plan.outcome]]
    }),
  )

/** "each of 3 of 6 VMs: " */
const shareOf = (preset: Preset): string => {
  const vms = vmsOf(preset)
  if (vms === undefined) return ''
  const plans = Array.from({ length: vms }, (_, number) => planOf(preset, {}, { memoryMiB: 1024, number }))
  return `each of ${plans.filter(({ phases }) => phases.length > 0).length} of ${vms} VMs: `
}

const outcomes: Readonly<Record<Plan['outcome'], string>> = {
  here: 'the VM is where it was',
  moved: 'the VM is on another host',
  replaced: 'another machine has its address',
}

const phasesOf = ({ phases }: Pick<Plan, 'phases'>): string =>
  phases.length === 0 ? 'none' : phases.map(phaseInWords).join(' → ')

const phaseInWords = ({ kind, wire, durationMs, cpuShare }: Phase): string => {
  const manner = [
    ...(wire === 'none' ? [] : [`${wire}`]),
    ...(cpuShare === undefined ? [] : [`${Math.round(cpuShare * 100)} % CPU`]),
  ]
  return `${kind}${manner.length === 0 ? '' : ` (${manner.join(', ')})`} ${lasting(durationMs)}`
}

const lasting = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toPrecision(3))} s`)
