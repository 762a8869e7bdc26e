import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { missingNeeds, needsError, versionsOf } from '../../harness/needs.js'
import { needsOf } from '../../src/scenario/needs.js'
import { folderWith } from '../scenario/folder.js'

const folder = join(import.meta.dirname, '..')
const needing = (needs: Record<string, string>) => ({ name: 'mine', folder, needs: needsOf(needs) })

test('finds programs by name, in the folders of servers too, and by a path with a star; modules from the scenario’s folder', () => {
  const { name } = needing({})
  expect(
    missingNeeds(needing({ sh: 'dash', '/bin/s*h': 'dash', 'module:ws': 'ws', 'module:fs': 'node' })),
    name,
  ).toEqual([])
  const own = folderWith({ 'tool.sh': '' })
  expect(missingNeeds({ folder: own, needs: needsOf({ 'module:ws': 'ws' }) })).toHaveLength(1)
})

test('says what is missing and how each is installed', () => {
  const error = needsError(
    needing({ sh: 'dash', 'no-such-program': 'some-package', '/no/such/*': 'other', 'module:no-such': 'no-such' }),
  )
  expect(error).toMatchObject({
    message: 'Scenario mine needs what is not installed here: no-such-program, /no/such/*, no-such',
    fix: 'apt-get install --no-install-recommends some-package other\nnpm install no-such',
  })
})

test('a name is a name: nothing in it is run', () => {
  expect(missingNeeds(needing({ '$(true)': 'x', 'sh; true': 'x', '-v': 'x' }))).toHaveLength(3)
})

test('versions come from package managers, by the package’s name; what they do not know is left out', () => {
  const versions = versionsOf(needing({ sh: 'dash', 'no-such-program': 'no-such-package', 'module:ws': 'ws' }))
  const { version } = JSON.parse(readFileSync(join(folder, '../node_modules/ws/package.json'), 'utf8'))
  expect(versions).toMatchObject({ ws: version })
  if (existsSync('/usr/bin/dpkg-query')) expect(versions.dash).toMatch(/^\d/)
  expect(versions).not.toHaveProperty('no-such-package')
})
