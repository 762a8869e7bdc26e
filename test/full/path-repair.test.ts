/** A VM that runs again and is not found yet: reported delays until the network learns of its new place are 0, 1, 18 and 60 s. */
import { beforeAll, describe, expect, test } from 'vitest'
import { netnsMissing, type Played, play } from '../real/play.js'

const delays = [0, 1, 18, 60]

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  let played: Played

  beforeAll(async () => {
    played = await play({
      name: 'path-repair',
      presets: delays.map((s) => ({
        name: 'quick-migration',
        as: `found-after-${s}s`,
        with: { handOverMs: 200, announceDelayMs: s * 1000 },
      })),
      memory: ['1 MiB'],
      sessions: ['echo', 'console'],
      shapes: ['talking', 'listening'],
      profiles: ['windows-2008', 'linux'],
    })
  })

  test.each(delays.flatMap((s) => ['windows-2008', 'linux'].map((profile) => ({ s, profile }))))(
    'a VM that is found after $s s, from $profile',
    ({ s, profile }) => {
      const cells = played.report.cells.filter(
        (cell) => cell.preset === `found-after-${s}s` && cell.profile === profile && !cell.control,
      )
      expect(cells).toHaveLength(4)
      for (const cell of cells) {
        expect(cell.verdict).not.toBe('inconclusive')
        expect(cell.predicted?.either.map(({ verdict }) => verdict)).toContain(cell.verdict)
        // Nothing comes back before the place is known; who is there then goes on.
        if (cell.verdict === 'died') expect(s).toBeGreaterThanOrEqual(18)
        else if (cell.shape === 'talking') expect(cell.longestStallMs).toBeGreaterThanOrEqual(s * 1000 - 300)
      }
    },
  )
})
