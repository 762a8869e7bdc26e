import { describe, expect, test } from 'vitest'
import { isAsPredicted } from '../../src/agreement.js'
import { disagreements, predictions } from '../../src/report/pretty/predictions.js'
import { pretty } from '../../src/report/pretty.js'
import type { CellResult, Predicted } from '../../src/result.js'
import { cell, control, each, expected, report, retries2 } from './build-report.js'

const of = (...cells: [CellResult['verdict'], Predicted | null][]) =>
  report(cells.map(([verdict, predicted]) => cell({ verdict, predicted })))

describe('the summary', () => {
  test('says nothing where nothing was predicted', () => {
    expect(predictions(of(['died', null]))).toEqual([])
  })

  test('counts a verdict that is one of those predicted as agreement', () => {
    const both = of(['died', expected('died')], ['stalled', expected(['died', 'stalled'])])
    expect(predictions(both)).toEqual(['2 of 2 sessions came out as predicted'])
    expect(disagreements(both)).toEqual([])
  })

  test('counts a verdict that is none not at all, and of the others says where they are told', () => {
    expect(predictions(of(['died', expected('stalled')], ['inconclusive', expected('died')]))).toEqual([
      '0 of 1 session came out as predicted; the others are told first',
    ])
  })
})

test.each([
  ['died', expected('died'), true],
  ['stalled', expected(['died', 'stalled']), true],
  ['unaffected', expected(['died', 'stalled']), false],
  ['inconclusive', expected('died'), undefined],
  ['died', null, undefined],
] as const)('%s: whether it was to be expected', (verdict, predicted, agrees) => {
  expect(isAsPredicted({ verdict, predicted })).toBe(agrees)
})

describe('a disagreement', () => {
  const why = 'silent for 26.1 s, the last 8.9 s of it after the VM was back'
  const doomed = expected('died', {
    decides: retries2(19_900, 9900),
    margin: { longer: null, shorter: { byMs: 7200, verdict: 'stalled', decides: null } },
  })
  const surprising = report([
    ...each((session, profile) =>
      profile === 'linux'
        ? cell({ session, profile, verdict: 'stalled', predicted: expected('stalled') })
        : cell({ session, profile, verdict: 'stalled', predicted: doomed, why }),
    ),
    control({ verdict: 'unaffected', predicted: expected('unaffected') }),
  ])

  test('is told first and once for all alike, with what was predicted, of what it was to die, and how near that was', () => {
    const text = pretty.render(surprising, { look: { columns: 100, colours: false, unicode: true } })
    const [, , ...rest] = text.split('\n')
    expect(rest.slice(0, 5)).toEqual([
      '! Not as predicted: 4 sessions (all on windows-2008 of quick-migration, 1 GiB): stalled, predicted',
      '  was died at 19.9 s, after the VM is back: net.ipv4.tcp_retries2=5, its last try at 9.9 s (stalled',
      '  only if silent 7.2 s shorter). Measured: silent for 26.1 s, the last 8.9 s of it after the VM was',
      '  back',
      '',
    ])
    expect(text).toContain('Predicted   4 of 8 sessions came out as predicted; the others are told first')
  })

  test('marks its row, and no other', () => {
    const one = report([
      cell({ session: 'echo', verdict: 'died', predicted: expected('stalled') }),
      cell({ session: 'console', verdict: 'died', predicted: expected(['stalled', 'died']) }),
    ])
    const text = pretty.render(one, { look: { columns: 100, colours: false, unicode: true } })
    expect(text).toMatch(/^! echo +✗ died 26\.1 s {2}~ +26\.1 s$/m)
    expect(text).toMatch(/^ {2}console +✗ died 26\.1 s {2}~\/✗ 26\.1 s$/m)
  })

  test('of another verdict, or of another fate predicted, is another finding', () => {
    const told = disagreements(
      of(['died', expected('stalled')], ['unaffected', expected('stalled')], ['died', expected('unaffected')]),
    )
    expect(told.map(({ cells }) => cells.length)).toEqual([1, 1, 1])
  })

  test('of the control is not told here: that it was affected says more', () => {
    expect(disagreements(report([control({ verdict: 'died', predicted: expected('unaffected') })]))).toEqual([])
  })
})
