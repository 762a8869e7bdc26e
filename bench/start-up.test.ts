/** How long a person waits: whole processes, from the shell's point of view, medians. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { emptyFolder, outlive } from '../test/cli/outlive.js'
import { netnsMissing } from '../test/real/play.js'

const times = 15
const shortest = `
name: shortest
presets: [{ name: pause, with: { stunMs: 100 } }]
memory: [1 MiB]
sessions: [echo]
profiles: [linux]
baseline: 200 ms
`

const medianMs = async (count: number, args: readonly string[], cwd?: string): Promise<number> => {
  const took: number[] = []
  for (let n = 0; n < count; n++) {
    const { durationMs, exitCode, stderr } = await outlive(args, cwd === undefined ? {} : { cwd })
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    took.push(durationMs)
  }
  return took.sort((one, other) => one - other)[count >> 1] ?? 0
}

test.each([
  ['--help', 150],
  ['plan quick-migration', 300],
  ['plan demo', 300],
])('outlive %s', async (words, aimMs) => {
  console.log(`outlive ${words}: ${(await medianMs(times, words.split(' '))).toFixed(0)} ms (aim: ${aimMs} ms)`)
})

test.skipIf(netnsMissing !== '')('the first real verdict', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'shortest.yaml'), shortest)
  console.log(
    `outlive run, shortest: ${(await medianMs(5, ['run', 'shortest.yaml', '--quiet'], cwd)).toFixed(0)} ms (aim: 3000 ms)`,
  )
})
