/** A file of what a program printed that stays small, however much that is: its beginning and its end, and a line that says what is left out between. */
import { constants, fstatSync, ftruncateSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'

export interface BoundedFile {
  add(line: string): void
  /** Brings it to disk as it is now. */
  flush(): void
}

const headBytes = 512 * 1024
const tailBytes = 512 * 1024
/** Whoever is killed has lost no more of the end than this, ms. */
const flushEveryMs = 1000

/** Made, with its folder, when it is not there; added to when it is. */
export const openBoundedFile = (file: string): BoundedFile => {
  mkdirSync(dirname(file), { recursive: true })
  const fd = openSync(file, constants.O_RDWR | constants.O_CREAT)
  let headEnd = fstatSync(fd).size
  const headLimit = headEnd + headBytes
  let tail: string[] = []
  let inTail = 0
  let leftOut = { lines: 0, bytes: 0 }
  let timer: NodeJS.Timeout | undefined

  const flush = (): void => {
    shorten()
    clearTimeout(timer)
    timer = undefined
    const { lines, bytes } = leftOut
    const note = lines === 0 ? '' : `… ${lines} lines (${bytes} bytes) are left out here …\n`
    const end = Buffer.from(note + tail.join(''))
    writeSync(fd, end, 0, end.length, headEnd)
    ftruncateSync(fd, headEnd + end.length)
  }
  /** Drops old lines by the thousand rather than one by one. */
  const shorten = (): void => {
    let drop = 0
    while (inTail > tailBytes && drop < tail.length) {
      const bytes = Buffer.byteLength(tail[drop] ?? '')
      leftOut = { lines: leftOut.lines + 1, bytes: leftOut.bytes + bytes }
      inTail -= bytes
      drop++
    }
    tail = tail.slice(drop)
  }

  return {
    flush,
    add(line) {
      const bytes = Buffer.byteLength(line)
      if (tail.length === 0 && headEnd + bytes <= headLimit) {
        writeSync(fd, line, headEnd)
        headEnd += bytes
        return
      }
      tail.push(line)
      inTail += bytes
      if (inTail > 2 * tailBytes) shorten()
      timer ??= setTimeout(flush, flushEveryMs).unref()
    },
  }
}
