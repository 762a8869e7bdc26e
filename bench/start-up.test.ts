/** How long a person waits: whole processes, from the shell's point of view, medians. `docs/speed.md` shows it. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'
import { afterAll, expect, test } from 'vitest'
import { emptyFolder, outlive } from '../test/cli/outlive.js'
import { netnsMissing } from '../test/real/play.js'
import { writePart } from './speed/page.js'

const times = 15
const shortest = `
name: shortest
presets: [{ name: pause, with: { stunMs: 100 } }]
memory: [1 MiB]
sessions: [echo]
profiles: [linux]
baseline: 200 ms
`
const rows: string[][] = []
afterAll(() => writePart('start-up', ['', 'ms, median', 'aim'], rows))

const medianMs = async (count: number, start: () => PromiseLike<Ended>): Promise<string> => {
  const took: number[] = []
  for (let n = 0; n < count; n++) {
    const { durationMs, exitCode, stderr } = await start()
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
    took.push(durationMs)
  }
  return (took.sort((one, other) => one - other)[count >> 1] ?? 0).toFixed(0)
}

interface Ended {
  readonly durationMs: number
  readonly exitCode?: number | undefined
  readonly stderr: string
}

test('node, which does nothing', async () => {
  rows.push(['`node -e 0`', await medianMs(times, () => execa(process.execPath, ['-e', '0'])), ''])
})

test.each([
  ['--help', 150],
  ['plan quick-migration', 300],
  ['plan demo', 300],
])('outlive %s', async (words, aimMs) => {
  rows.push([`\`outlive ${words}\``, await medianMs(times, () => outlive(words.split(' '))), `${aimMs}`])
})

test.skipIf(netnsMissing !== '')('the first real verdict', async () => {
  const cwd = emptyFolder()
  writeFileSync(join(cwd, 'shortest.yaml'), shortest)
  const took = await medianMs(5, () => outlive(['run', 'shortest.yaml', '--quiet'], { cwd }))
  rows.push(['`outlive run`, the shortest: one session, 0.2 s of base line, a pause of 0.1 s', took, '3000'])
})
