/** What keeps an engine from working here, as the error that every command which needs it fails with. */
import { EnvironmentError } from '../errors.js'
import { type Check, missingFor } from './check.js'

/** Nothing when the engine works here. */
export const environmentError = (engine: string, checks: readonly Check[]): EnvironmentError | undefined => {
  const missing = missingFor(engine, checks)
  if (missing.length === 0) return undefined
  const fixes = new Set(missing.flatMap(({ fix }) => (fix === undefined ? [] : [fix])))
  return new EnvironmentError(
    [
      `Engine ${engine} does not work here; what is missing:`,
      ...missing.map(({ name, detail }) => `  ${name}: ${detail}`),
    ].join('\n'),
    [...fixes].join('\n'),
  )
}
