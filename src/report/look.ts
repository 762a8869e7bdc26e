/** What the reader's terminal, or the file that the text goes to, can show. */

export interface Look {
  readonly columns: number
  readonly colours: boolean
  /** False where only ASCII is sure to arrive. */
  readonly unicode: boolean
}

type Environment = Readonly<Record<string, string | undefined>>

/** Where nobody says how wide it is: a file, a pipe, a CI log. */
const defaultColumns = 100
/** A narrower terminal wraps lines by itself; there is no use in following it further. */
const fewestColumns = 40

/** @param stream where the text goes; a file has neither property */
export const lookOf = (stream: { isTTY?: boolean; columns?: number }, environment: Environment): Look => ({
  columns: Math.max(fewestColumns, stream.columns || Number(environment.COLUMNS) || defaultColumns),
  colours: coloursWanted(stream.isTTY === true, environment),
  unicode: isUnicode(environment),
})

/** https://no-color.org and https://force-color.org: set and not empty; NO_COLOR is the stronger one. */
const coloursWanted = (isTerminal: boolean, { NO_COLOR, FORCE_COLOR, TERM }: Environment): boolean => {
  if (NO_COLOR) return false
  if (FORCE_COLOR) return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false'
  return isTerminal && TERM !== 'dumb'
}

/** The locale's character set, in the order of locale(7). Where none is named it is C, and that is ASCII. */
const isUnicode = ({ LC_ALL, LC_CTYPE, LANG }: Environment): boolean => /utf-?8/i.test(LC_ALL || LC_CTYPE || LANG || '')
