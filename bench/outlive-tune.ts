/** Runs the built `outlive tune` in a folder of its own, and reads what it found. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { packageRoot } from '../src/scenario/package-root.js'
import { type Tune, tuneSchema } from '../src/tune/result.js'

export const outliveTune = async (...args: readonly string[]): Promise<Tune> => {
  const cwd = mkdtempSync(join(tmpdir(), 'outlive-bench-'))
  try {
    const command = [join(packageRoot, 'dist/src/cli/main.js'), 'tune', ...args, '--quiet', '--reporter', 'json']
    // With a target its exit status says whether all outlive it.
    const { stdout, stderr } = await execa(process.execPath, command, { cwd, reject: false })
    if (stdout === '') throw new Error(stderr)
    return tuneSchema.parse(JSON.parse(stdout))
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}
