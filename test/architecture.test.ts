/** Data flows one way: `src` decides and shows, `harness` acts; only the two doors know both. */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const root = fileURLToPath(new URL('..', import.meta.url))

const sources = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => join(folder, name))

/** What a file imports from this project, as paths from its root. */
const importsOf = (file: string): string[] =>
  [...readFileSync(join(root, file), 'utf8').matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, path = '']) =>
    relative(root, resolve(root, dirname(file), path)),
  )

const isDoor = (file: string): boolean => file.startsWith('src/cli/') || file === 'src/index.ts'

test('only the command line and the library import the harness', () => {
  const offenders = sources('src').filter(
    (file) => !isDoor(file) && importsOf(file).some((path) => path.startsWith('harness/')),
  )
  expect(offenders).toEqual([])
})

test('the doors import the harness by its front', () => {
  const paths = sources('src').filter(isDoor).flatMap(importsOf)
  expect(paths.filter((path) => path.startsWith('harness/') && path !== 'harness/index.js')).toEqual([])
})

test('the harness judges nothing and shows nothing', () => {
  const forbidden = ['src/judge/', 'src/report/', 'src/cli/', 'src/predict']
  const offenders = sources('harness').filter((file) =>
    importsOf(file).some((path) => forbidden.some((folder) => path.startsWith(folder))),
  )
  expect(offenders).toEqual([])
})

test('nothing in src starts a process or opens a session’s socket', () => {
  const offenders = sources('src').filter((file) =>
    /from '(node:)?(child_process|net|execa)'/.test(readFileSync(join(root, file), 'utf8')),
  )
  expect(offenders).toEqual([])
})
