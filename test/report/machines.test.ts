/** Reports that other programs read: whatever a name or a message has in it, they stay whole. */
import { join } from 'node:path'
import { execa } from 'execa'
import { Parser } from 'tap-parser'
import { describe, expect, test } from 'vitest'
import { failsOn } from '../../src/agreement.js'
import { type ReporterName, reporters } from '../../src/report/index.js'
import type { Report } from '../../src/result.js'
import { cell, demo, report } from './build-report.js'

const look = { columns: 80, colours: false, unicode: true }
const render = (name: ReporterName, given: Report): string => reporters[name].render(given, { look })

const hostile = ']]> & <b>"x"</b> ::error::% | `a` # TODO \n\u0000\u001b[31m\u202e 🐘'
const expected = { verdicts: ['stalled'] } as const
const mixed = report([
  cell({ session: 'echo', verdict: 'stalled', why: hostile }),
  cell({
    session: 'console',
    verdict: 'died',
    why: hostile,
    expected,
    shortfalls: [`died, expected: stalled ${hostile}`],
  }),
  cell({ session: 'database', verdict: 'died', why: 'its kernel gave up' }),
  cell({ session: 'file-copy', verdict: 'inconclusive', why: 'our own host was busy' }),
  cell({ control: true, preset: 'none', blackoutMs: 0 }),
])

const xmllint = await execa('xmllint', ['--version'], { reject: false }).then(({ failed }) => !failed)

describe('junit', () => {
  test('a test per session: what fails, what is an error since nothing can be said, and what passes', () => {
    const xml = render('junit', mixed)
    expect(xml.match(/<testcase /g)).toHaveLength(5)
    expect(xml.match(/<failure /g)).toHaveLength(1)
    expect(xml.match(/<error /g)).toHaveLength(1)
    expect(xml).toContain('<testsuite name="demo: control"')
  })

  const validated = (xml: string) =>
    execa('xmllint', ['--noout', '--schema', join(import.meta.dirname, 'junit.xsd'), '-'], {
      input: xml,
      reject: false,
    })

  test.skipIf(!xmllint).each([
    ['with all that may be said', mixed],
    ['of the demo', demo()],
    ['of nothing', report([], { ended: 'failed' })],
  ])('is as its schema says, %s (xmllint)', async (_, given) => {
    expect(await validated(render('junit', given))).toMatchObject({ stderr: '- validates', exitCode: 0 })
  })

  test.skipIf(!xmllint)('is not as its schema says when a part of it is another (xmllint)', async () => {
    const { exitCode } = await validated(render('junit', mixed).replace('<testcase ', '<test '))
    expect(exitCode).not.toBe(0)
  })
})

test('tap is TAP, as its parser has it', () => {
  const results = Parser.parse(render('tap', mixed), { strict: true })
  const asserts = results.flatMap(([type, body]) => (type === 'assert' ? [body] : []))
  expect(asserts.map(({ ok }) => ok)).toEqual([true, false, true, false, true])
  expect(asserts[1]?.diag).toMatchObject({ verdict: 'died', longestStallMs: 26_140 })
  expect(results.filter(([type]) => type === 'extra' || type === 'bailout')).toEqual([])
})

describe('github', () => {
  test('a line for each that fails or says nothing, and nothing in it that is obeyed', () => {
    const lines = render('github', mixed).trimEnd().split('\n')
    expect(lines.map((line) => line.slice(0, 9))).toEqual(['::error t', '::warning'])
    expect(lines[0]).toContain('title=quick-migration%2C 1 GiB%2C console on linux::died: ')
    expect(lines[0]).toContain('%25')
  })

  test('nothing where all is well', () => {
    expect(render('github', report([cell()]))).toBe('')
  })
})

describe('markdown', () => {
  test('a grid with words beside signs, and why some are not well', () => {
    const text = render('markdown', mixed)
    expect(text).toContain('2 of 4 sessions died, 1 failed, of 1 nothing can be said')
    expect(text).toContain('| echo on linux | 🟡 stalled 26.1 s |')
    expect(text).toContain('❔ inconclusive |')
    expect(text).toMatch(/- \*\*quick-migration, 1 GiB\*\*, database on linux: died: its kernel gave up/)
  })

  test('what others said is text', () => {
    const text = render('markdown', mixed)
    expect(text).toContain('&lt;b>')
    expect(text).not.toMatch(/(?<!\\)`a/)
    for (const line of text.split('\n').filter((each) => each.startsWith('|'))) {
      expect(line.match(/(?<!\\)\|/g)).toHaveLength(3)
    }
  })

  test('the demo', () => {
    expect(render('markdown', demo())).toMatch(/^## .*: \d+ of \d+ sessions died\n/)
  })
})

test('what fails can be chosen', () => {
  const died = cell({ verdict: 'died' })
  expect(failsOn()(died)).toBe(false)
  expect(failsOn(['died'])(died)).toBe(true)
  expect(failsOn(['stalled', 'inconclusive'])(died)).toBe(false)
  expect(failsOn(['died'])(cell({ verdict: 'died', control: true }))).toBe(false)
  expect(reporters.github.render(report([died]), { look, fails: failsOn(['died']) })).toMatch(/^::error /)
})
