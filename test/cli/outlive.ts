/** Runs the built `outlive` as a person would, in a folder of its own. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { afterAll } from 'vitest'

export const program = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url))

/** Nothing of whoever runs the tests decides how the output looks. */
export const environment: Readonly<Record<string, string | undefined>> = {
  LANG: 'C.UTF-8',
  LC_ALL: undefined,
  LC_CTYPE: undefined,
  NO_COLOR: undefined,
  FORCE_COLOR: undefined,
  COLUMNS: undefined,
}

interface Setting {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string>>
}

export const outlive = (args: readonly string[], { cwd = emptyFolder(), env = {} }: Setting = {}) =>
  execa(process.execPath, [program, ...args], { reject: false, cwd, env: { ...environment, ...env } })

/** The first address that it prints. */
export const addressFrom = (stream: NodeJS.ReadableStream): Promise<string> =>
  new Promise((resolve, reject) => {
    let said = ''
    stream.on('data', (part) => {
      said += part
      const [address] = /http:\S+(?=\n)/.exec(said) ?? []
      if (address !== undefined) resolve(address)
    })
    stream.on('end', () => reject(new Error(`no address in: ${said}`)))
  })

const folders: string[] = []
// Not when a test has finished: of tests that run side by side it is not known which one asked.
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true })
})

export const emptyFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'outlive-cli-'))
  folders.push(folder)
  return folder
}
