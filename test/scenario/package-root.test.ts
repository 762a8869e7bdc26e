import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packageRoot } from '../../src/scenario/package-root.js'

test('the package’s root is where its fixtures are', () => {
  expect(existsSync(join(packageRoot, 'fixtures', 'presets', 'none.yaml'))).toBe(true)
})
