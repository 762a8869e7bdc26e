/**
 * Where a verdict is known to come out otherwise with a real guest, or only because this one is emulated: measured, docs/ground-truth.md. The one place where
 * such a limit is named; reports show it beside the cells that it is true of.
 */
import type { CellResult } from './result.js'

interface KnownLimit {
  readonly engine: 'netns' | 'qemu'
  isOf(cell: CellResult): boolean
  readonly text: string
}

const knownLimits: readonly KnownLimit[] = [
  {
    engine: 'netns',
    isOf: ({ predicted, shape }) =>
      shape === 'talking' && new Set(predicted?.either.map(({ verdict }) => verdict)).size > 1,
    text: 'it depends on whether its request had been acknowledged, and not answered, when the pause began; with a guest, whose services are slower, that is more often so',
  },
  {
    engine: 'netns',
    isOf: ({ plan, predicted }) => {
      const isCopied = plan[0]?.kind === 'brownout'
      const downtimeMs = plan.find(({ kind }) => kind === 'blackout')?.durationMs ?? 0
      const { byMs = Number.POSITIVE_INFINITY } = predicted?.margin.shorter ?? {}
      return isCopied && byMs < downtimeMs
    },
    text: 'QEMU’s copies between two processes of one machine mostly stood still for a quarter of the planned time to four fifths of it, and a shorter one would have had another verdict',
  },
  {
    engine: 'qemu',
    isOf: ({ wire, cause }) => wire === 'hold' && cause?.others.some(({ owner }) => owner === 'network') === true,
    text: 'an emulated guest takes longer over what waited for it than one with a processor of its own (KVM)',
  },
  {
    engine: 'qemu',
    isOf: ({ lost, plan }) => (lost ?? 0) > 0 && plan.some(({ kind }) => kind === 'reboot'),
    text: 'a guest’s disk is in its memory here: what the lost machine had written would be on a disk that hosts share',
  },
]

export const knownLimitsOf = (cell: CellResult, engine: string): readonly string[] =>
  knownLimits.filter((limit) => limit.engine === engine && !isUnsaid(cell) && limit.isOf(cell)).map(({ text }) => text)

const isUnsaid = ({ control, verdict }: CellResult): boolean => control || verdict === 'inconclusive'
