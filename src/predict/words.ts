/** A prediction in one line. */
import type { Decider, Limit, Possibility } from './prediction.js'

export const inWords = (
  likeliest: Possibility,
  either: readonly Possibility[],
  longer: Limit | null,
  shorter: Limit | null,
): string => {
  const parts = [what(likeliest)]
  const others = either.slice(1).map(({ verdict, share }) => `${verdict} ${percent(share)}`)
  if (others.length > 0) parts.push(`either: ${likeliest.verdict} ${percent(likeliest.share)}, ${others.join(', ')}`)
  if (longer !== null) {
    const by = longer.decides === null ? '' : `: ${named(longer.decides)}`
    parts.push(`${longer.verdict} if silent ${seconds(longer.byMs)} longer${by}`)
  }
  if (shorter !== null) parts.push(`${shorter.verdict} if silent ${seconds(shorter.byMs)} shorter`)
  return parts.join('; ')
}

const what = ({ verdict, stallMs, decides }: Possibility): string => {
  if (verdict === 'unaffected') return 'unaffected'
  if (verdict === 'stalled') return `stalled for ${seconds(stallMs.typical)}`
  if (decides === null) return verdict
  const { firedAtMs, lastTryMs, afterBack } = decides
  const zone = afterBack ? ', after the VM is back' : ''
  const last = lastTryMs === undefined ? '' : `, its last try at ${seconds(lastTryMs)}`
  return `${verdict} at ${seconds(firedAtMs)}${zone}: ${named(decides)}${last}`
}

const named = ({ owner, setting, value }: Decider): string =>
  setting === null ? (answers[owner] ?? 'a RST') : `${setting} ${value}`

const answers: Partial<Record<Decider['owner'], string>> = {
  'new stack': 'a RST from the new stack',
  host: 'the host that the VM left',
  'client kernel': 'the host is unreachable',
}

const percent = (share: number): string => `${Math.round(share * 100)} %`

/** "12.3 s" */
const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`
