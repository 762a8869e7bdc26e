/**
 * What a file system for guests is made of: files of this machine, texts of ours, links. An image is named after all of its parts, so whatever changes, it is
 * made anew; and only what is among them is in it.
 */
import { createHash } from 'node:crypto'
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { dirname, join } from 'node:path'

/** `to` begins with a slash. */
export type Part = { readonly to: string } & (
  | { readonly from: string }
  | { readonly text: string; readonly isProgram?: true }
  | { readonly link: string }
)

/** Where a file is once `/bin` and its like are links into `/usr`, as Debian has them. Of parts at the same place the first is meant. */
const placed = (parts: readonly Part[]): ReadonlyMap<string, Part> => {
  const found = new Map<string, Part>()
  for (const part of parts) {
    const place = part.to.replace(/^\/(bin|sbin|lib|lib64)\//, '/usr/$1/')
    if (!found.has(place)) found.set(place, part)
  }
  return found
}

/** A file of this machine counts as the same while its size and its time are; a text is itself. */
export const hashOf = (parts: readonly Part[]): string => {
  const hash = createHash('sha256')
  for (const [place, part] of placed(parts)) hash.update(`${place}\0${whatIs(part)}\0`)
  return hash.digest('hex').slice(0, 16)
}

const whatIs = (part: Part): string => {
  if ('text' in part) return `text ${part.text}`
  if ('link' in part) return `link ${part.link}`
  const { size, mtimeMs, mode } = statSync(part.from)
  return `file ${size} ${mtimeMs} ${mode}`
}

export const putTogether = (parts: readonly Part[], tree: string): void => {
  for (const [place, part] of placed(parts)) {
    const file = join(tree, place)
    mkdirSync(dirname(file), { recursive: true })
    if ('link' in part) symlinkSync(part.link, file)
    else if ('from' in part) copyFileSync(realpathSync(part.from), file)
    else {
      writeFileSync(file, part.text)
      if (part.isProgram) chmodSync(file, 0o755)
    }
  }
}

/** A file, or a link as it is; nothing for a folder, for what is not there, and for what only root may read. */
export const partOf = (from: string, to = from): readonly Part[] => {
  const stat = lstatSync(from, { throwIfNoEntry: false })
  if (stat?.isSymbolicLink()) return [{ to, link: readlinkSync(from) }]
  if (!stat?.isFile()) return []
  try {
    accessSync(from, constants.R_OK)
    return [{ to, from }]
  } catch {
    return []
  }
}

/** All that is in a folder, and in those within it that are wanted. */
export function* filesIn(folder: string, isWanted: (name: string) => boolean = () => true): Generator<string> {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!isWanted(entry.name)) continue
    const path = join(folder, entry.name)
    if (entry.isDirectory()) yield* filesIn(path, isWanted)
    else yield path
  }
}

export const textOf = (file: string): string => readFileSync(file, 'utf8')
