/** What a scenario expects of its sessions: who falls short of it makes the run fail. */
import { z } from 'zod'
import { type Expectation, verdicts } from '../cell.js'
import { UsageError } from '../errors.js'
import { symptomOf } from '../symptom.js'
import { matcherOf } from './narrow.js'
import { duration } from './units.js'

const verdict = z.enum(verdicts).exclude(['inconclusive'])
const oneOrMore = <Item extends z.ZodType>(item: Item) =>
  z.union([item.transform((only): readonly z.output<Item>[] => [only]), z.array(item).min(1).readonly()])

const symptom = z.string().transform((written, context): string => {
  try {
    symptomOf(written)
    return written
  } catch (error) {
    if (!(error instanceof UsageError)) throw error
    context.issues.push({ code: 'custom', input: written, message: error.message })
    return z.NEVER
  }
})

const expectation = z.union([
  oneOrMore(verdict).transform((verdicts): Expectation => ({ verdicts })),
  z
    .strictObject({
      verdict: oneOrMore(verdict).optional(),
      /** The longest stall that is allowed. */
      maxStall: duration.optional(),
      /** Whose timer or answer, or which setting, may have decided; of a session that was unaffected nothing has. */
      cause: oneOrMore(z.string().min(1)).optional(),
      /** Symptoms that are not to show: ECONNRESET, "exit 1", "hang 60s", duplicated, "stdout REGEX". */
      without: oneOrMore(symptom).optional(),
    })
    .refine((said) => Object.keys(said).length > 0, {
      error: 'says nothing; expected verdict, maxStall, cause or without',
    })
    .transform(
      ({ verdict: verdicts, maxStall: maxStallMs, cause: causes, without }): Expectation => ({
        ...(verdicts && { verdicts }),
        ...(maxStallMs !== undefined && { maxStallMs }),
        ...(causes && { causes }),
        ...(without && { without }),
      }),
    ),
])

/** By the text that a cell's id contains, as for `--only`. */
export const expectSchema = z.record(z.string().min(1), expectation).default({})

type Expect = z.output<typeof expectSchema>

/** Of the patterns that match a cell the last counts, so that exceptions follow the rule. */
export const expectedOf = (expect: Expect, id: string): Expectation | undefined =>
  Object.entries(expect).findLast(([pattern]) => matcherOf(pattern)(id))?.[1]

/** Patterns that no cell has: one of them is a slip of the pen, and would be held for a promise kept. */
export const unheeded = (expect: Expect, ids: readonly string[]): readonly string[] =>
  Object.keys(expect).filter((pattern) => !ids.some(matcherOf(pattern)))
