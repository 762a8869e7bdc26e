/** What a scenario expects of its sessions: who falls short of it makes the run fail. */
import { z } from 'zod'
import { type Verdict, verdicts } from '../cell.js'
import { matcherOf } from './narrow.js'

const verdict = z.enum(verdicts).exclude(['inconclusive'])

/** By the text that a cell's id contains, as for `--only`. */
export const expectSchema = z
  .record(
    z.string().min(1),
    z.union([verdict.transform((only): readonly Verdict[] => [only]), z.array(verdict).min(1).readonly()]),
  )
  .default({})

type Expect = z.output<typeof expectSchema>

/** Of the patterns that match a cell the last counts, so that exceptions follow the rule. */
export const expectedOf = (expect: Expect, id: string): readonly Verdict[] | undefined =>
  Object.entries(expect).findLast(([pattern]) => matcherOf(pattern)(id))?.[1]

/** Patterns that no cell has: one of them is a slip of the pen, and would be held for a promise kept. */
export const unheeded = (expect: Expect, ids: readonly string[]): readonly string[] =>
  Object.keys(expect).filter((pattern) => !ids.some(matcherOf(pattern)))
