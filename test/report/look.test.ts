import { describe, expect, test } from 'vitest'
import { lookOf } from '../../src/report/look.js'

const terminal = { isTTY: true, columns: 120 }

describe('colours', () => {
  test('are for terminals', () => {
    expect(lookOf(terminal, { TERM: 'xterm' }).colours).toBe(true)
    expect(lookOf({}, { TERM: 'xterm' }).colours).toBe(false)
    expect(lookOf(terminal, { TERM: 'dumb' }).colours).toBe(false)
  })

  test('are off with NO_COLOR, on with FORCE_COLOR, and off with both', () => {
    expect(lookOf(terminal, { NO_COLOR: '1' }).colours).toBe(false)
    expect(lookOf({}, { FORCE_COLOR: '1' }).colours).toBe(true)
    expect(lookOf({}, { FORCE_COLOR: '1', NO_COLOR: '1' }).colours).toBe(false)
  })

  test('are off with FORCE_COLOR=0, and an empty variable says nothing', () => {
    expect(lookOf(terminal, { FORCE_COLOR: '0' }).colours).toBe(false)
    expect(lookOf(terminal, { NO_COLOR: '' }).colours).toBe(true)
    expect(lookOf({}, { FORCE_COLOR: '' }).colours).toBe(false)
  })
})

describe('glyphs', () => {
  test.each([
    [{ LANG: 'en_GB.UTF-8' }, true],
    [{ LANG: 'C.utf8' }, true],
    [{ LANG: 'C' }, false],
    [{}, false],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: 'C' }, false],
    [{ LANG: 'C', LC_CTYPE: 'C.UTF-8' }, true],
    [{ LANG: 'en_GB.UTF-8', LC_ALL: '' }, true],
  ])('with %o: Unicode %s', (environment, unicode) => {
    expect(lookOf(terminal, environment).unicode).toBe(unicode)
  })
})

describe('width', () => {
  test('is the terminal’s, else what COLUMNS says, else 100', () => {
    expect(lookOf(terminal, { COLUMNS: '70' }).columns).toBe(120)
    expect(lookOf({}, { COLUMNS: '70' }).columns).toBe(70)
    expect(lookOf({}, {}).columns).toBe(100)
    expect(lookOf({}, { COLUMNS: 'wide' }).columns).toBe(100)
  })

  test('is never less than 40', () => {
    expect(lookOf({ isTTY: true, columns: 10 }, {}).columns).toBe(40)
  })
})
