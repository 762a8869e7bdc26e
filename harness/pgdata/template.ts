/** Where the fresh database lies that `make-template.ts` made when outlive was built: initdb costs 5 s of CPU, unpacking this 0.2 s. */
import { join } from 'node:path'
import { packageRoot } from '../../src/scenario/package-root.js'

export const templateFile = join(packageRoot, 'dist', 'pgdata.tgz')
