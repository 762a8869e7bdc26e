import { expect, test } from 'vitest'
import { isAsPredicted } from '../../src/agreement.js'
import { judge } from '../../src/judge/judge.js'
import { explain } from '../../src/report/explain/explain.js'
import { answer } from '../../src/report/html/answer.js'
import { pageRun } from '../../src/report/html/run.js'
import { markdown } from '../../src/report/markdown.js'
import { pretty } from '../../src/report/pretty.js'
import type { CellResult } from '../../src/result.js'
import { crowdOf } from '../judge/crowd-of.js'

const history = crowdOf([
  ...Array(60).fill('waited for its VM'),
  ...Array(38).fill('was not disturbed'),
  ...Array(2).fill('was given up by its kernel'),
])
const report = judge(history)
const [crowd] = report.cells as [CellResult]
const look = { columns: 100, colours: false, unicode: true }

test('a terminal is told how many fared how, why, and how long they waited', () => {
  const text = pretty.render(report, { look, histories: [] } as never)
  expect(text).toMatch(/^test: 100 sessions/)
  expect(text).toContain('60 stalled, such as: silent for 25.4 s')
  expect(text).toContain('38 unaffected')
  expect(text).toContain('2 died, such as: client kernel gave up (tcp_retries2=5)')
  expect(text).toContain('killed 2 of 100 (mostly net.ipv4.tcp_retries2=5)')
  expect(text).toMatch(/longest waits: 25\.4 s \(median\)/)
})

test('Markdown and the page count sessions and not cells', () => {
  expect(markdown.render(report, {} as never)).toContain('2 of 100 sessions died')
  expect(answer(report)).toBe(
    'Of 100 sessions 2 died, 60 stalled for up to 25.4 s and 38 went on as if nothing had happened.',
  )
})

test('the page says of a crowd what the terminal does', () => {
  const { trust, cells } = pageRun('run', report, [history])
  expect(trust.find(({ label }) => label === 'Crowd')?.texts.join()).toContain('2 died, such as')
  expect(cells[0]?.who).toBe('echo-x100')
  expect(cells[0]?.story?.words.map(({ label }) => label)).toContain('Cause')
})

test('of a crowd that session is explained that its verdict is of', () => {
  const text = explain(history, report, 'crowd', look)
  expect(text).toMatch(/^one of echo-x100 on linux.*died/)
  expect(text).toContain('ss -E, port 40001')
})

test('the report is no longer for many sessions than for few', () => {
  const many = judge(crowdOf(Array(500).fill('waited for its VM')))
  expect(JSON.stringify(many).length).toBeLessThan(JSON.stringify(report).length)
})

test('a crowd came out as predicted when nearly all of it did', () => {
  const predicted = {
    ...crowd.predicted,
    either: [
      { verdict: 'stalled', share: 0.6 },
      { verdict: 'unaffected', share: 0.4 },
    ],
  }
  const of = (died: number) => {
    const verdicts = [
      { verdict: 'stalled', seen: 1000 - died, because: [] },
      { verdict: 'died', seen: died, because: [] },
    ]
    return isAsPredicted({ verdict: 'died', predicted, crowd: { ...crowd.crowd, verdicts } } as never)
  }
  expect(of(10)).toBe(true)
  expect(of(30)).toBe(false)
})
