/** Every way to move a VM × every kind of session × every shape × every client machine: does the prediction agree with what is measured? */
import { describe, expect, test } from 'vitest'
import { sessionNames } from '../../src/cell.js'
import type { CellResult } from '../../src/result.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
import { netnsMissing, play } from '../real/play.js'
import { loadDocument } from './scenario-document.js'

const agrees = ({ verdict, predicted }: CellResult): boolean =>
  predicted?.either.some((each) => each.verdict === verdict) === true

describe.skipIf(netnsMissing !== '')(`netns ${netnsMissing}`, () => {
  test.each(sessionNames.filter((name) => name !== 'none'))(
    '%s: at least 95 % come out as predicted',
    async (session) => {
      const document = { ...loadDocument('matrix'), sessions: [session] }
      const { report } = await play(document)
      const moved = report.cells.filter(({ control }) => !control)
      expect(moved).toHaveLength(resolveScenario(document).cells.filter(({ control }) => !control).length)
      const conclusive = moved.filter(({ verdict }) => verdict !== 'inconclusive')
      const others = conclusive.filter((cell) => !agrees(cell))
      console.log(
        [
          `${session}: ${conclusive.length - others.length} of ${conclusive.length} as predicted, ${moved.length - conclusive.length} inconclusive`,
          ...others.map(
            ({ id, verdict, predicted, why }) => `  ${id}: ${verdict} (${why}), predicted ${predicted?.verdict}`,
          ),
          ...moved
            .filter((cell) => cell.verdict === 'inconclusive')
            .map(({ id, why }) => `  ${id}: inconclusive: ${why}`),
        ].join('\n'),
      )
      expect(conclusive.length).toBeGreaterThan(moved.length * 0.9)
      expect(others.length).toBeLessThanOrEqual(conclusive.length * 0.05)
      // Whatever became of a session, nothing that was acknowledged may be gone.
      for (const { id, lost, duplicated, corrupted } of moved) {
        expect({ id, damage: (lost ?? 0) + (duplicated ?? 0) + (corrupted ?? 0) }).toEqual({ id, damage: 0 })
      }
    },
  )
})
