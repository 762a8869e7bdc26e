/** A setting that decides, as a person reads it. */
import type { Cause } from '../result.js'
import { seconds } from './amounts.js'

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

const answers: Partial<Record<Cause['owner'], string>> = {
  'new stack': 'a reset from the new network stack',
  'middle box': 'a reset from a middle box',
  router: 'ICMP unreachable',
  host: 'the host that the VM left',
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
