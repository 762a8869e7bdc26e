/** Shows what would become of sessions with these settings. */
import builder, { type Builder } from 'junit-report-builder'
import { groupBy } from '../group-by.js'
import type { Lint, Outcome, Outlook } from '../lint/result.js'
import { listed, memory, seconds } from './amounts.js'
import { escaped, property } from './github-text.js'
import type { Look } from './look.js'
import { type Pen, penFor } from './pen.js'
import { settingInWords, valueInWords } from './setting.js'
import { hang } from './wrap.js'

export const lintReporters = {
  pretty: (lint: Lint, look: Look): string => pretty(lint, penFor(look)),
  json: (lint: Lint): string => `${JSON.stringify(lint)}\n`,
  github: (lint: Lint): string => annotations(lint),
  junit: (lint: Lint): string => junit(lint),
} as const

const pretty = (lint: Lint, pen: Pen): string => {
  const { paint, say } = pen
  const paragraphs = [
    [
      say(
        `Predicted for client machines like ${lint.profile}; nothing was played. \`outlive tune --target\` measures.`,
      ),
    ],
    ...lint.subjects.map(({ file, line, name, reader, outcomes }) => [
      paint.bold(say(`${file}:${line} ${name} (${reader})`)),
      ...alike(outcomes).map((some) => outcomeLine(some, pen)),
    ]),
    ...(lint.contradictions.length === 0
      ? []
      : [
          [
            paint.bold('Contradictions'),
            ...lint.contradictions.map(({ file, line, text }) =>
              hang(`  ${paint.yellow(pen.signs.note)} `, say(`${file}:${line} ${text}`), pen.columns),
            ),
          ],
        ]),
  ]
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`
}

/** Shapes that fare alike under the same move, and for the same reason, are told once. */
const alike = (outcomes: readonly Outcome[]): readonly (readonly Outcome[])[] => [
  ...groupBy(outcomes, ({ preset, memoryMiB, outlook, decides, needed }) =>
    JSON.stringify([preset, memoryMiB, outlook, decides?.setting, needed]),
  ).values(),
]

const outcomeLine = (some: readonly Outcome[], pen: Pen): string => {
  const [first] = some
  if (first === undefined) return ''
  const { glyph, paint } = lookOf(first.outlook, pen)
  const shapes = listed(some.map(({ shape }) => shape))
  return hang(
    `  ${paint(`${glyph} ${first.outlook.padEnd('survives'.length)}`)} `,
    pen.say(`${moveOf(first)}, ${shapes}${because(first)}`),
    pen.columns,
  )
}

const lookOf = (outlook: Outlook, { verdicts }: Pen) =>
  ({ survives: verdicts.unaffected, edge: verdicts.stalled, dies: verdicts.died })[outlook]

const moveOf = ({ preset, memoryMiB, silentMs }: Outcome): string =>
  `${preset} ${memory(memoryMiB)}, silent for ${seconds(silentMs)}`

const because = ({ outlook, decides, needed }: Outcome): string => {
  if (outlook === 'survives' || decides === null) return ''
  const set = decides.set === null ? 'not set' : `${decides.set.file}:${decides.set.line}`
  const enough = needed.map(({ owner, setting, value }) => `${setting} = ${valueInWords(owner, value)}`)
  const would = enough.length === 0 ? '' : `; ${listed(enough)} would do`
  return `: ${settingInWords(decides) ?? decides.owner} (${set})${would}`
}

/** https://docs.github.com/actions/reference/workflow-commands-for-github-actions */
const annotations = ({ subjects, contradictions }: Lint): string => {
  const line = (level: 'error' | 'warning', file: string, at: number, title: string, text: string): string =>
    `::${level} file=${property(file)},line=${at},title=${property(title)}::${escaped(text)}\n`
  return [
    ...subjects.flatMap((subject) =>
      subject.outcomes
        .filter(({ outlook }) => outlook !== 'survives')
        .map((outcome) => {
          const { file, line: at } = outcome.decides?.set ?? subject
          const level = outcome.outlook === 'dies' ? 'error' : 'warning'
          const text = `${subject.name}, ${outcome.shape}, ${outcome.outlook} (predicted)${because(outcome)}`
          return line(level, file, at, moveOf(outcome), text)
        }),
    ),
    ...contradictions.map(({ file, line: at, rule, text }) => line('warning', file, at, rule, text)),
  ].join('')
}

const junit = ({ subjects }: Lint): string => {
  // Its types say that the module has a default, what it exports is that default.
  const report = (builder as unknown as Builder).newBuilder()
  for (const { file, line, name, outcomes } of subjects) {
    const suite = report.testSuite().name(`${file}:${line} ${name}`)
    for (const outcome of outcomes) {
      const test = suite
        .testCase()
        .className(name)
        .name(`${moveOf(outcome)}, ${outcome.shape}`)
        .file(file)
      if (outcome.outlook === 'dies') test.failure(`dies (predicted)${because(outcome)}`, outcome.decides?.owner)
      if (outcome.outlook === 'edge') test.standardOutput(`at the edge (predicted)${because(outcome)}`)
    }
  }
  return `${report.build()}\n`
}
