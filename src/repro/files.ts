/** What is left of a hunt: a scenario that shows the symptom, and a test that fails while it does. */
import { stringify } from 'yaml'
import { sessionLabel } from '../cell.js'
import { rebased } from '../scenario/rebase.js'
import type { ScenarioDocument } from '../scenario/scenario.js'
import { betweenMs } from './attempt.js'
import type { Found } from './result.js'
import type { Case } from './stage.js'

/** One session, one client machine, one VM; it is expected not to show the symptom. @param to the folder that it is written to */
export const smallest = (wanted: Case, found: Found, to: string): ScenarioDocument => {
  const { document, folder, symptom } = wanted
  const { cell, disturbance } = found
  const { migrations: _, wire: __, settle: ___, ...others } = document
  const label = sessionLabel(cell)
  return rebased(
    {
      ...others,
      name: `repro-${document.name}`.slice(0, 60),
      ...presetOf(disturbance),
      sessions: document.sessions.filter((session) => labelOf(session) === label),
      ...(cell.shape !== 'talking' && { shapes: [cell.shape] }),
      profiles: document.profiles.filter((profile) => profile === cell.profile || profile.includes(`${cell.profile}.`)),
      expect: { '*': { without: symptom } },
    },
    folder,
    to,
  )
}

const presetOf = ({
  preset,
  memory,
  wire,
  ms,
  times,
  afterMs,
}: Found['disturbance']): Pick<ScenarioDocument, 'presets' | 'memory' | 'wire'> => {
  if (wire === null) return { presets: [preset], memory: [memory] }
  const parameters = {
    stunMs: ms,
    ...(afterMs !== null && afterMs > 0 && { afterMs }),
    ...(times > 1 && { furtherStuns: times - 1, betweenMs }),
  }
  return {
    presets: [{ name: preset, as: 'pause', with: parameters }],
    memory: [memory],
    ...(wire !== 'none' && { wire }),
  }
}

const labelOf = (session: ScenarioDocument['sessions'][number]): string =>
  typeof session === 'string'
    ? session
    : 'service' in session
      ? session.name
      : sessionLabel({ ...session, endsOn: session.endsOn ?? 'guest', session: session.name })

export const scenarioFile = (document: ScenarioDocument, about: readonly string[]): string =>
  `${about.map((line) => `# ${line}\n`).join('')}${stringify(document)}`

/** @param scenario the file, as seen from the test */
export const testFile = (what: string, scenario: string): string => `import { expect, test } from 'outlive/vitest'

test(${JSON.stringify(what)}, async ({ world }) => {
  await expect(world.scenario(new URL(${JSON.stringify(scenario)}, import.meta.url))).toMeetExpectations()
})
`
