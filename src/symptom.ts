/** What a failing job shows, as somebody writes it down: `ECONNRESET`, `exit 1`, `hang 60s`, `died`, `duplicated`, a line that was printed. */
import { verdicts } from './cell.js'
import { UsageError } from './errors.js'
import { seconds } from './judge/causes/when.js'
import type { CellFacts } from './judge/facts.js'
import { networkErrorIn } from './network-errors.js'
import type { CellResult } from './result.js'
import { parse } from './scenario/problem.js'
import { quote } from './scenario/quote.js'
import { duration } from './scenario/units.js'

export interface Symptom {
  /** What in the record shows it, in words; `undefined` where nothing does. */
  seenIn(facts: CellFacts, result: Outcome): string | undefined
  /** How long a session must have been watched for it, ms. */
  readonly takesMs: number
  /** What its program is to have printed, where that is the symptom. */
  readonly line?: string
}

type Outcome = Pick<CellResult, 'verdict' | 'longestStallMs'>

/** One way to write a symptom. */
interface Kind {
  /** As a help text has it. */
  readonly like: string
  readonly pattern: RegExp
  /** @throws UsageError where what follows cannot be used */
  read(found: RegExpExecArray): Symptom
}

const conclusive = verdicts.filter((verdict) => verdict !== 'inconclusive')
const damages = ['lost', 'duplicated', 'corrupted'] as const

const kinds: readonly Kind[] = [
  {
    like: 'ECONNRESET, or any other error code',
    pattern: /^E[A-Z0-9]{3,}$/,
    read: ([code]) => ({
      takesMs: 0,
      seenIn({ failures, said, ended }) {
        const failed = failures.find(({ error }) => error.code === code || error.message.includes(code))
        if (failed !== undefined) return `${failed.during}: ${failed.error.message}`
        const lines = [...said.map(({ line }) => line), ...(ended?.lastLines ?? [])]
        const line = lines.find((each) => networkErrorIn(each) === code || each.includes(code))
        return line === undefined ? undefined : `printed «${line}»`
      },
    }),
  },
  {
    like: '"exit 1"',
    pattern: /^exit\s+(\d{1,3})$/i,
    read: ([, status]) => ({
      takesMs: 0,
      seenIn: ({ ended }) =>
        ended !== undefined && !ended.byUs && ended.exit === Number(status) ? `ended with status ${status}` : undefined,
    }),
  },
  {
    like: '"hang 60s"',
    pattern: /^hang\s+(.+)$/i,
    read([, written = '']) {
      const parsed = parse(duration, written)
      if (!parsed.success) throw new UsageError(`hang ${written}: ${parsed.error.issues[0]?.message}`)
      const ms = parsed.data
      return {
        takesMs: ms,
        seenIn: (_, { longestStallMs }) =>
          longestStallMs >= ms ? `nothing came back for ${seconds(longestStallMs)}` : undefined,
      }
    },
  },
  {
    like: conclusive.join(', '),
    pattern: new RegExp(`^(${conclusive.join('|')})$`),
    read: ([written]) => ({
      takesMs: 0,
      seenIn: (_, { verdict }) => (verdict === written ? `its verdict is ${verdict}` : undefined),
    }),
  },
  {
    like: damages.join(', '),
    pattern: new RegExp(`^(${damages.join('|')})$`),
    read: ([written]) => ({
      takesMs: 0,
      seenIn({ audited }) {
        const many = audited?.[damages.find((each) => each === written) ?? 'lost'] ?? 0
        return many > 0 ? `${many} of ${audited?.acknowledged} acknowledged: ${written}` : undefined
      },
    }),
  },
  {
    like: '"stdout REGEX": a line that the client prints',
    pattern: /^(?:stdout|output)\s+(.+)$/i,
    read([, written = '']) {
      let pattern: RegExp
      try {
        pattern = new RegExp(written)
      } catch (error) {
        throw new UsageError(`${quote(written)} is no regular expression: ${(error as Error).message}`)
      }
      return {
        takesMs: 0,
        line: written,
        seenIn({ watched, failures }) {
          const line = watched.find((each) => pattern.test(each.line))?.line
          if (line !== undefined) return `printed «${line}»`
          // A session that comes in the box prints nothing: what it would have is the error's message.
          const message = failures.find(({ error }) => pattern.test(error.message))?.error.message
          return message === undefined ? undefined : `error «${message}»`
        },
      }
    },
  },
]

/** What may be written, for a help text. */
export const symptomsInWords = kinds.map(({ like }) => like).join('; ')

/** @throws UsageError that says what may be written */
export const symptomOf = (written: string): Symptom => {
  const text = written.trim()
  for (const { pattern, read } of kinds) {
    const found = pattern.exec(text)
    if (found !== null) return read(found)
  }
  throw new UsageError(
    `${quote(written)} is no symptom; expected ${symptomsInWords}. For a line that is printed write ${quote(`stdout ${text}`)}`,
  )
}
