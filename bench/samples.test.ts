/** What it costs to look at a client machine's sockets during a migration: `ss` in its namespace, and ourselves who read what it says. */
import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'
import { namespaceFlags, userNamespaceFlags } from '../dist/harness/enter.js'
import { netnsMissing } from '../test/real/play.js'

interface Cost {
  readonly sockets: number
  readonly samples: number
  readonly told: number
  readonly ownMs: number
  readonly ssMs: number
  readonly measureMs: number
}

const load = fileURLToPath(new URL('./sample-load.mjs', import.meta.url))
const measureMs = 30_000

const measure = async (sockets: number): Promise<Cost> => {
  const flags = [...userNamespaceFlags, ...namespaceFlags]
  const { stdout } = await execa('unshare', [...flags, process.execPath, load, `${sockets}`, `${measureMs}`])
  return JSON.parse(stdout) as Cost
}

test.skipIf(netnsMissing !== '')('sampling takes less than 3 % of a core with 1,000 sessions', async () => {
  const costs: Cost[] = []
  for (const sockets of [10, 100, 1000, 5000]) costs.push(await measure(sockets))
  console.table(
    costs.map(({ sockets, samples, told, ownMs, ssMs, measureMs }) => ({
      sockets,
      'samples with news': samples,
      'told of sockets': told,
      'ss, % of a core': ((ssMs / measureMs) * 100).toFixed(2),
      'reading, % of a core': ((ownMs / measureMs) * 100).toFixed(2),
      'together, %': (((ssMs + ownMs) / measureMs) * 100).toFixed(2),
    })),
  )
  const [, , thousand] = costs
  // Each of them more than once: it goes on backing off meanwhile.
  expect(thousand?.told).toBeGreaterThan(1000)
  expect(((thousand?.ssMs ?? 0) + (thousand?.ownMs ?? 0)) / measureMs).toBeLessThan(0.03)
})
