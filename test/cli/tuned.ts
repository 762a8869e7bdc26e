/** What `outlive tune` finds of an echo on a client machine that gives up soon. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect } from 'vitest'
import { type Tune, tuneSchema } from '../../src/tune/result.js'
import { emptyFolder, outlive } from './outlive.js'

/** It gives a connection up after 6.4 s; its last retransmission is 3 s after the first loss. */
const hasty = `
name: hasty
summary: three retransmissions
sysctls:
  net.ipv4.tcp_retries2: { value: 3, source: a test, status: assumed }
limits: []
sessions: {}
`
const scenario = `
name: small
presets: [pause]
memory: [1 MiB]
sessions: [echo]
profiles: [./hasty.yaml]
baseline: 1 s
`
const folder = (): string => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'hasty.yaml'), hasty)
  writeFileSync(join(cwd, 'small.yaml'), scenario)
  return cwd
}

export const tuned = async (
  ...options: string[]
): Promise<{ readonly tune: Tune; readonly exitCode: number | undefined }> => {
  const args = ['tune', 'small.yaml', '--quiet', '--reporter', 'json', '--repeat', '1', ...options]
  const { stdout, stderr, exitCode } = await outlive(args, { cwd: folder() })
  expect(stderr).toBe('')
  return { tune: tuneSchema.parse(JSON.parse(stdout)), exitCode }
}
