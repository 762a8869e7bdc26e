import { describe, expect, test } from 'vitest'
import { reporters } from '../../src/report/index.js'
import { reportSchema } from '../../src/result.js'
import { demo, report } from './build-report.js'

const look = { columns: 80, colours: false, unicode: true }

describe.each(Object.entries(reporters))('reporter %s', (_, reporter) => {
  test('says in a few words what it shows', () => {
    expect(reporter.summary).toMatch(/^.{5,60}$/)
  })

  test.each([
    ['a report', demo()],
    ['an empty report', report([], { ended: 'failed' })],
  ])('renders %s without a change to it, and ends it with a line feed', (_, given) => {
    const before = structuredClone(given)
    expect(reporter.render(given, { look })).toMatch(/^$|\n$/)
    expect(given).toEqual(before)
  })
})

test('json is the report, whole, in one line', () => {
  const text = reporters.json.render(demo(), { look })
  expect(text).toBe(`${JSON.stringify(demo())}\n`)
  expect(reportSchema.parse(JSON.parse(text))).toEqual(demo())
})

test('none says nothing', () => {
  expect(reporters.none.render(demo(), { look })).toBe('')
})
