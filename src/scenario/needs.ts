/** What a scenario needs besides outlive: programs and npm packages, and where each comes from. */
import type { Scenario } from './scenario.js'

export interface Need {
  readonly kind: 'program' | 'module'
  readonly name: string
  readonly comesWith: string
}

const prefix = 'module:'

export const needsOf = (needs: Scenario['needs']): readonly Need[] =>
  Object.entries(needs).map(([name, comesWith]) =>
    name.startsWith(prefix)
      ? { kind: 'module', name: name.slice(prefix.length), comesWith }
      : { kind: 'program', name, comesWith },
  )

/** The shell lines that install them. */
export const installing = (missing: readonly Need[]): readonly string[] => {
  const of = (kind: Need['kind']): string =>
    [...new Set(missing.filter((need) => need.kind === kind).map(({ comesWith }) => comesWith))].join(' ')
  const [packages, modules] = [of('program'), of('module')]
  return [
    ...(packages === '' ? [] : [`apt-get install --no-install-recommends ${packages}`]),
    ...(modules === '' ? [] : [`npm install ${modules}`]),
  ]
}
