/** What a scenario needs besides outlive: programs and npm packages, and where each comes from. */
import { z } from 'zod'

/**
 * A program, by its name or by a path in which `*` stands for anything, with the Debian package that has it; or `module:NAME`, an npm package
 * that a program of the scenario imports, with the package that is to be installed.
 */
export const needsSchema = z.record(z.string().min(1), z.string().min(1)).default({})

export interface Need {
  readonly kind: 'program' | 'module'
  readonly name: string
  readonly comesWith: string
}

const prefix = 'module:'

export const needsOf = (needs: z.output<typeof needsSchema>): readonly Need[] =>
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
