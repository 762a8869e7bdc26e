/** A folder of its own for a test's files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'
import { UsageError } from '../../src/errors.js'

export const folderWith = (files: Readonly<Record<string, string | Uint8Array>>): string => {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), content)
  }
  return folder
}

/** The lines of the usage error that it throws, without the folder in front of file names. */
export const refusalOf = (act: () => unknown, folder = ''): string[] => {
  try {
    act()
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    return (folder === '' ? error.message : error.message.replaceAll(`${folder}/`, '')).split('\n')
  }
  throw new Error('it was not refused')
}
