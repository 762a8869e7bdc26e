/**
 * Text that came from outside (an error's message, a name in a record) is data: before it is printed it loses whatever a terminal would
 * obey. A record may be somebody else's.
 */
import { stripVTControlCharacters } from 'node:util'

/** On one line, without escape sequences, control characters and those that change the direction of writing. */
export const plainText = (text: string, unicode: boolean): string => {
  const onOneLine = stripVTControlCharacters(text)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim()
  return unicode ? onOneLine : toAscii(onOneLine)
}

/** The same for text of several lines, which keeps its lines and how they are indented. */
export const plainLines = (text: string, unicode: boolean): string =>
  text
    .split('\n')
    .map((line) => `${/^ */.exec(line)?.[0] ?? ''}${plainText(line, unicode)}`)
    .join('\n')

/** What we and others like to write, in ASCII. */
const ascii: Readonly<Record<string, string>> = {
  '…': '...',
  '–': '-',
  '—': '-',
  '−': '-',
  '·': '-',
  '×': 'x',
  '→': '->',
  '≥': '>=',
  '≤': '<=',
  '“': '"',
  '”': '"',
  '«': '"',
  '»': '"',
  '‘': "'",
  '’': "'",
  µ: 'u',
  '\u00a0': ' ',
}

const toAscii = (text: string): string => text.replaceAll(/[^\x20-\x7e]/gu, (letter) => ascii[letter] ?? '?')
