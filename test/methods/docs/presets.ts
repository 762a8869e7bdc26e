/** What a page says of the presets of its method: their plans for VMs of several sizes. */
import type { MethodName } from '../../../src/methods/index.js'
import type { Phase, Plan } from '../../../src/plan.js'
import { fixtureNames } from '../../../src/scenario/fixture.js'
import { type Preset, planOf, readPreset } from '../../../src/scenario/preset.js'
import { table } from './sections.js'

export const presets: readonly Preset[] = fixtureNames('presets').map((name) => readPreset(name, '.'))

const sizesMiB = [512, 1024, 2048, 4096, 8192]

export const presetSections = (method: MethodName): string =>
  presets
    .filter((preset) => preset.method === method)
    .map((preset) => {
      const rows = sizesMiB.map((memoryMiB) => [`${memoryMiB / 1024} GiB`, phasesOf(planOf(preset, {}, { memoryMiB }))])
      const sources = `Figures and their sources: [${preset.name}.yaml](../../fixtures/presets/${preset.name}.yaml).`
      return `### \`${preset.name}\`\n\n${preset.summary}. ${sources}\n\n${table(['memory', 'phases'], rows)}`
    })
    .join('\n\n')

/** A row for each preset, at 1 GiB. */
export const presetTable = (): string =>
  table(
    ['preset', 'method', 'phases at 1 GiB', 'afterwards'],
    presets.map((preset) => {
      const plan = planOf(preset, {}, { memoryMiB: 1024 })
      return [`\`${preset.name}\``, `[${preset.method}](${preset.method}.md)`, phasesOf(plan), outcomes[plan.outcome]]
    }),
  )

const outcomes: Readonly<Record<Plan['outcome'], string>> = {
  here: 'the VM is where it was',
  moved: 'the VM is on another host',
  replaced: 'another machine has its address',
}

const phasesOf = ({ phases }: Plan): string => (phases.length === 0 ? 'none' : phases.map(phaseInWords).join(' → '))

const phaseInWords = ({ kind, wire, durationMs, cpuShare }: Phase): string => {
  const manner = [
    ...(wire === 'none' ? [] : [`${wire}`]),
    ...(cpuShare === undefined ? [] : [`${Math.round(cpuShare * 100)} % CPU`]),
  ]
  return `${kind}${manner.length === 0 ? '' : ` (${manner.join(', ')})`} ${lasting(durationMs)}`
}

const lasting = (ms: number): string => (ms < 1000 ? `${ms} ms` : `${Number((ms / 1000).toPrecision(3))} s`)
