import { expect, test } from 'vitest'
import { readAudit } from '../../harness/command/audit.js'

test('a line each, however they are written; what is not said is 0', () => {
  expect(readAudit('acknowledged 40\nduplicated: 1\n')).toEqual({
    acknowledged: 40,
    lost: 0,
    duplicated: 1,
    corrupted: 0,
  })
  expect(readAudit('NOTICE: nothing\n lost=2 \n')).toMatchObject({ lost: 2 })
})

test.each(['', '0\n', 'lost\n', 'duplicated -1', 'was lost 2 times'])(
  '%j is refused, with what was expected',
  (out) => {
    expect(() => readAudit(out)).toThrow('expected a line like "duplicated 1"')
  },
)
