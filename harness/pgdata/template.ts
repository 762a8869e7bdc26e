/** Where the empty database lies that `make-template.ts` made when outlive was built: initdb costs 5 s of CPU, a copy of this 0.05 s. */
import { join } from 'node:path'
import { packageRoot } from '../../src/scenario/package-root.js'

export const templateFolder = join(packageRoot, 'dist', 'pgdata')
