/** The scenarios with programs of others that come with outlive, and which of them can be played here. */
import { missingNeeds } from '../../dist/harness/index.js'
import { fixtureNames } from '../../src/scenario/fixture.js'
import { loadScenario } from '../../src/scenario/load.js'
import { installing } from '../../src/scenario/needs.js'
import type { ResolvedScenario } from '../../src/scenario/scenario.js'
import { netnsMissing } from '../real/play.js'

export interface ProgramScenario {
  readonly name: string
  readonly scenario: ResolvedScenario
  /** Its name, and what is missing. */
  readonly title: string
  /** What keeps it from being played here, with what to do about it; empty when nothing does. */
  readonly missing: string
}

export const programScenarios: readonly ProgramScenario[] = fixtureNames('scenarios')
  .map((name) => ({ name, scenario: loadScenario(name) }))
  .filter(({ scenario }) => scenario.cells.some(({ command }) => command !== undefined))
  .map((each) => {
    const missing = netnsMissing || installing(missingNeeds(each.scenario)).join(' && ')
    return { ...each, missing, title: missing === '' ? each.name : `${each.name} (${missing})` }
  })
