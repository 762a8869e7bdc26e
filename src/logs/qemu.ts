/** QEMU: what `query-migrate` answers (QMP), or `info migrate` prints (HMP). */
import { z } from 'zod'
import { readJson } from './json.js'
import { type LogFormat, lineOf, linesOf, type PauseWindow } from './log.js'

/** qapi/migration.json, MigrationInfo: times in ms. `expected-downtime` is a guess made while it runs, and no pause. */
const info = z.looseObject({
  status: z.string(),
  downtime: z.number().nonnegative().optional(),
  'total-time': z.number().nonnegative().optional(),
  'postcopy-blocktime': z.number().nonnegative().optional(),
})
const answer = z.union([z.looseObject({ return: info }).transform((value) => value.return), info])

const printed = /^\s*downtime:\s*(\d+)\s*(?:milliseconds|ms)/i

export const qemu: LogFormat = {
  summary: 'QEMU: the answer of query-migrate (JSON), or what info migrate prints',
  writtenFrom:
    'MigrationInfo of qapi/migration.json, QEMU 8 and 9; older ones print the same words. The sample was made by hand.',
  recognises: (text) =>
    answers(text).length > 0 ||
    (/^\s*(?:Migration s|s)tatus:/im.test(text) && /^\s*(?:expected )?downtime:/im.test(text)),
  read(text) {
    const all = answers(text)
    const done = all.filter(({ downtime }) => downtime !== undefined)
    const found = all.flatMap((each): PauseWindow[] => {
      const { downtime, 'postcopy-blocktime': blocked } = each
      return [
        ...(downtime === undefined
          ? []
          : [
              {
                ms: downtime,
                line: lineOf(text, '"downtime"', done.indexOf(each)),
                what: `downtime of a migration that ${each.status}`,
                sure: 'stated' as const,
              },
            ]),
        ...(blocked === undefined || blocked === 0
          ? []
          : [
              {
                ms: blocked,
                line: lineOf(text, '"postcopy-blocktime"'),
                what: 'post-copy: vCPUs waited for pages, in all, while the VM ran',
                sure: 'stated' as const,
              },
            ]),
      ]
    })
    const lines = linesOf(text).flatMap(([line, number]): PauseWindow[] => {
      const [, ms] = printed.exec(line) ?? []
      return ms === undefined ? [] : [{ ms: Number(ms), line: number, what: 'downtime', sure: 'stated' }]
    })
    return [...found, ...lines]
  },
}

const answers = (text: string) =>
  (readJson(text) ?? []).flat().flatMap((value) => {
    const parsed = answer.safeParse(value)
    return parsed.success && ('downtime' in parsed.data || 'total-time' in parsed.data || 'ram' in parsed.data)
      ? [parsed.data]
      : []
  })
