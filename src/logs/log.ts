/** What logs that people have tell of pauses. One file per format; all that they share is this contract. */

/** One time for which a VM did not run, or was not heard. */
export interface PauseWindow {
  /** ms */
  readonly ms: number
  /** Where in the log it stands, from 1 on. */
  readonly line: number
  /** When it began, as the log has it; left out where it does not say. */
  readonly at?: string
  readonly vm?: string
  /** What the log says, in words. */
  readonly what: string
  /** `stated`: the log has this figure; `derived`: it follows from others; `announced`: so long it was to be; `at most`: the pause lies somewhere within. */
  readonly sure: 'stated' | 'derived' | 'announced' | 'at most'
}

export interface LogFormat {
  readonly summary: string
  /** Of which version it was written, and what could not be checked. */
  readonly writtenFrom: string
  recognises(text: string): boolean
  /** In the order of the log. @throws UsageError where it is not what it seems */
  read(text: string): readonly PauseWindow[]
}

/** Each line with its number, without what Windows puts at its end or a file's beginning. */
export const linesOf = (text: string): readonly (readonly [line: string, number: number])[] =>
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .map((line, index) => [line.replace(/\r$/, ''), index + 1])

/** "1.5", "1,5" and "1,234.5": some write their decimals with a comma, some their thousands. */
export const decimal = (written: string): number => {
  const thousands = /^\d{1,3}(,\d{3})+(\.\d+)?$/.test(written)
  return Number(thousands ? written.replaceAll(',', '') : written.replace(',', '.'))
}

/** The line on which this stands for the first time, or, `nth` counted from 0, for another. */
export const lineOf = (text: string, part: string, nth = 0): number => {
  const before = text.split(part, nth + 1)
  return before.length <= nth ? 1 : before.join(part).split('\n').length
}
