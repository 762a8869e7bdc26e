/** Times and sizes as a person reads them. */

/** "12 ms", "0.35 s", "17.2 s", "131 s": as exact as matters at that length. */
export const seconds = (ms: number): string => {
  const s = ms / 1000
  if (s < 0.095) return ms === 0 ? '0 s' : `${Math.max(1, Math.round(ms))} ms`
  return `${s.toFixed(s < 0.995 ? 2 : s < 99.95 ? 1 : 0)} s`
}

/** "19.9 to 20.0 s", or "20.0 s" where they are read alike. At least one. */
export const secondsRange = (all: readonly number[]): string => {
  const [least, most] = [seconds(Math.min(...all)), seconds(Math.max(...all))]
  const [, number = '', unit = ''] = /^(\S+)( .*)$/.exec(least) ?? []
  return least === most ? least : `${most.endsWith(unit) ? number : least} to ${most}`
}

/** "72 to 100 %", of shares. */
export const percentRange = ([least = 0, most = 1]: readonly number[]): string =>
  `${Math.round(100 * least)} to ${Math.round(100 * most)} %`

/** "512 MiB", "1 GiB", "1.5 GiB" */
export const memory = (mebibytes: number): string => {
  const gibibytes = mebibytes / 1024
  return gibibytes < 1 || !Number.isInteger(gibibytes * 2) ? `${mebibytes} MiB` : `${gibibytes} GiB`
}

/** "1 session", "8 sessions" */
export const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? '' : 's'}`

/** "the one session", "both sessions", "all 8 sessions" */
export const allOf = (number: number, thing: string): string =>
  number > 2 ? `all ${count(number, thing)}` : number === 2 ? `both ${thing}s` : `the one ${thing}`

/** "a", "a and b", "a, b and c" */
export const listed = (items: readonly string[]): string =>
  items.length < 2 ? (items[0] ?? '') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`
