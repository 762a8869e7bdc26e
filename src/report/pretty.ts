/** The report for a person at a terminal: what must not be overlooked, the table, what it means, and why it can be believed. */
import type { Report } from '../result.js'
import { count, seconds } from './amounts.js'
import { crowdLines, sessionsIn } from './crowd.js'
import { explainAffected } from './explain/explain.js'
import { type Pen, penFor } from './pen.js'
import { findings } from './pretty/findings.js'
import { meaning } from './pretty/meaning.js'
import { movedCells } from './pretty/moves.js'
import { predictions } from './pretty/predictions.js'
import { sharesTable } from './pretty/shares.js'
import { table } from './pretty/table.js'
import { control, expectations, selfCheck } from './pretty/trust.js'
import type { Reporter } from './reporter.js'
import { sharesLegend } from './shares.js'
import { hang, wrap } from './wrap.js'

export const pretty: Reporter = {
  summary: 'a table for a person',

  render(report, { look, record, histories = [] }) {
    const pen = penFor(look)
    const parts = [
      heading(report, pen),
      findings(report, pen),
      report.shares === undefined ? table(report, pen) : sharesTable(report, pen),
      legend(report, pen),
      wrap(pen.say(meaning(report)), pen.columns)
        .map(pen.paint.bold)
        .join('\n'),
      footing(report, record, pen),
    ]
    const stories = explainAffected(histories, report, look)
    return `${parts.filter((part) => part !== '').join('\n\n')}\n${stories === '' ? '' : `\n${stories}`}`
  },
}

const heading = (report: Report, pen: Pen): string => {
  const { name, engine, tookMs, environment } = report
  const { kernel, cores, user } = environment
  const about = [
    count(sessionsIn(movedCells(report)), 'session'),
    seconds(tookMs),
    `engine ${engine}`,
    `kernel ${kernel}`,
    count(cores, 'core'),
    user === 'root' ? 'as root' : user,
  ]
  const times = new Set(report.cells.map(({ repetition }) => repetition)).size
  const often = report.shares === undefined ? '' : `, played ${count(times, 'time')}`
  return wrap(pen.say(`${name}${often}: ${about.join(', ')}`), pen.columns).join('\n')
}

const legend = (report: Report, pen: Pen): string => {
  if (report.shares !== undefined) return pen.paint.dim(wrap(pen.say(sharesLegend), pen.columns).join('\n'))
  const time = 'The time is the longest stall: the longest wait for an answer, or until the session died.'
  const glyphs = Object.entries(pen.verdicts).flatMap(([verdict, { glyph }]) =>
    verdict === 'inconclusive' ? [] : `${glyph} ${verdict}`,
  )
  const predicted = `Beside it the prediction: ${glyphs.join(', ')}; several mean either.`
  return [time, ...(predictions(report).length === 0 ? [] : [predicted])]
    .flatMap((text) => wrap(text, pen.columns))
    .map(pen.paint.dim)
    .join('\n')
}

/** How exact the times are by which a timer is named. */
const evidence = ({ environment: { retransmissionsFrom } }: Report): string[] => {
  switch (retransmissionsFrom) {
    case undefined:
      return []
    case 'samples of ss':
      return ['retransmissions as samples of the sockets show them (--pcap: each of them, by a packet capture)']
    case 'packet captures':
      return ['each retransmission by a packet capture: a .pcap file per machine in the record, for Wireshark']
  }
}

const footing = (report: Report, record: string | undefined, pen: Pen): string => {
  const line = (head: string, text: string) => hang(head.padEnd('Self-check  '.length), pen.say(text), pen.columns)
  return [
    ...(report.cells.some(({ expected }) => expected !== null) ? [line('Expected', expectations(report))] : []),
    line('Control', control(report)),
    line('Self-check', selfCheck(report)),
    ...report.cells.flatMap(crowdLines).map((text, index) => line(index === 0 ? 'Crowds' : '', text)),
    ...evidence(report).map((text) => line('Evidence', text)),
    ...predictions(report).map((text, index) => line(index === 0 ? 'Predicted' : '', text)),
    ...report.limits.map((limit, index) => line(index === 0 ? 'Limits' : '', `${pen.signs.bullet} ${limit}`)),
    ...(record === undefined ? [] : [line('Record', record)]),
  ].join('\n')
}
