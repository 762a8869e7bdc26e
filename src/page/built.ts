/** The pages that `npm run build:web` made of `web/`, each one file that needs nothing else. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../scenario/package-root.js'

/** @throws Error when it was not built */
export const builtPage = (name: 'live' | 'report'): string => {
  const file = join(packageRoot, 'dist', 'web', name, 'index.html')
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`the page ${file} cannot be read: \`npm run build:web\` makes it`, { cause: error })
  }
}
