/** A setting that decides, as a person reads it. */
import { groupBy } from '../group-by.js'
import type { Cause } from '../result.js'
import { seconds, secondsRange } from './amounts.js'

type Decided = Pick<Cause, 'owner' | 'setting' | 'value'>

/** "net.ipv4.tcp_retries2=5", "command timeout of 30.0 s", "a reset from the new network stack"; `undefined` where nothing is known. */
export const settingInWords = ({ owner, setting, value }: Decided): string | undefined => {
  if (setting === null) return answers[owner]
  if (value === null) return setting
  return isTime(owner, value) ? `${setting} of ${seconds(value)}` : `${setting}=${value}${whose(owner)}`
}

/** "client kernel, net.ipv4.tcp_retries2=5": whose and which. */
export const deciderInWords = (decided: Decided): string =>
  `${decided.owner}, ${settingInWords(decided) ?? 'no setting that is known'}`

/** Each as `deciderInWords`; the same timer, measured several times, once, as a range: "library, ServerAliveInterval of 19.4 to 20.0 s". */
export const decidersInWords = (all: readonly Decided[]): string[] => {
  const alike = groupBy(all, ({ owner, setting, value }) =>
    JSON.stringify([owner, setting, isTime(owner, value) || value]),
  )
  return [...alike.values()].map(([first, ...others]) => {
    if (first === undefined) return ''
    const times = [first, ...others].flatMap(({ owner, value }) => (isTime(owner, value) ? [value] : []))
    return times.length < 2 || first.setting === null
      ? deciderInWords(first)
      : `${first.owner}, ${first.setting} of ${secondsRange(times)}`
  })
}

const answers: Partial<Record<Cause['owner'], string>> = {
  'new stack': 'a reset from the new network stack',
  'middle box': 'a reset from a middle box',
  router: 'ICMP unreachable',
  host: 'the host that the VM left',
  migration: 'the pause itself',
  'client kernel': 'the host being unreachable',
}

/** Both ends have settings of the same names. */
const whose = (owner: Cause['owner']): string => (owner === 'server kernel' ? ' in the VM' : '')

/** "60.0 s" or "6": a setting's value by itself. */
export const valueInWords = (owner: Cause['owner'], value: number): string =>
  isTime(owner, value) ? seconds(value) : `${value}`

/** A kernel's settings have units of their own. */
const isTime = (owner: Cause['owner'], value: Cause['value']): value is number =>
  typeof value === 'number' && ['application', 'library', 'service'].includes(owner)
