/** The advice of `outlive tune`, played before and after. */
import { expect, test } from 'vitest'
import { tuned } from '../cli/tuned.js'
import { netnsMissing } from '../real/play.js'

// On a busy machine what could not be judged is left out.
test.skipIf(netnsMissing !== '')(
  `finds the setting with which it outlives a longer pause, and plays it before and after ${netnsMissing}`,
  { retry: 2 },
  async () => {
    const { tune, exitCode } = await tuned('--target', '3s')
    const [advice] = tune.target?.advice ?? []
    expect(tune.target).toMatchObject({ ms: 3000, pauseMs: 3600 })
    expect(advice?.before).toMatchObject({ of: 3, endings: [{ setting: 'net.ipv4.tcp_retries2' }] })
    expect(advice?.changes).toContainEqual(expect.objectContaining({ setting: 'net.ipv4.tcp_retries2', from: 3 }))
    expect(advice?.before.outlived).toBeLessThan(3)
    expect(advice?.after).toMatchObject({ outlived: 3, of: 3, endings: [] })
    expect(advice?.after?.noticed?.ms).toBeGreaterThan(3600)
    expect(exitCode).toBe(0)
  },
)
