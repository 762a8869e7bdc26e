/** A number and its unit stay on one line. */
const unit = /(?<=\d) (?=(?:m?s|min|[MGT]iB|%)(?![a-z]))/g
const held = '\u00a0'

/** Breaks plain text into lines of at most `columns`, at spaces; a word that is longer is broken where it must be. */
export const wrap = (text: string, columns: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const word of text.replaceAll(unit, held).split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`
    if (longer.length <= columns) {
      line = longer
      continue
    }
    if (line !== '') lines.push(line)
    line = word
    while (line.length > columns) {
      lines.push(line.slice(0, columns))
      line = line.slice(columns)
    }
  }
  return [...lines, line].map((each) => each.replaceAll(held, ' '))
}

/** Lines of `text`, the first after `head`, the others indented as far. */
export const hang = (head: string, text: string, columns: number): string =>
  wrap(text, Math.max(10, columns - head.length))
    .map((line, index) => `${index === 0 ? head : ' '.repeat(head.length)}${line}`)
    .join('\n')

/** The same, but all of `text` below `head` where too little of the line is left for reading. */
export const hangOrDrop = (head: string, text: string, columns: number): string =>
  columns - head.length >= fewestColumns ? hang(head, text, columns) : `${head.trimEnd()}\n${hang(drop, text, columns)}`

const fewestColumns = 24
const drop = ' '.repeat(6)
