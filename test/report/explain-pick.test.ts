import { describe, expect, test } from 'vitest'
import { UsageError } from '../../src/errors.js'
import { pickCell } from '../../src/report/explain/pick.js'

const cells = [
  { id: 'vmotion/1024MiB/echo/talking/linux', verdict: 'unaffected', control: false },
  { id: 'vmotion/1024MiB/echo/talking/linux-old', verdict: 'died', control: false },
  { id: 'vmotion/1024MiB/console/talking/linux', verdict: 'stalled', control: false },
] as const

const refusal = (text?: string): string => {
  try {
    return `picked ${pickCell(cells, text)}`
  } catch (error) {
    expect(error).toBeInstanceOf(UsageError)
    return (error as Error).message
  }
}

describe('which cell is meant', () => {
  test.each([
    ['console', 'vmotion/1024MiB/console/talking/linux'],
    ['ECHO*old', 'vmotion/1024MiB/echo/talking/linux-old'],
    ['vmotion/1024MiB/echo/talking/linux', 'vmotion/1024MiB/echo/talking/linux'],
  ])('%s', (text, id) => {
    expect(pickCell(cells, text)).toBe(id)
  })

  test('a text that fits several is refused with those, and no other', () => {
    expect(refusal('echo')).toBe(
      [
        '"echo" fits 2 cells; expected more of one id:',
        '  vmotion/1024MiB/echo/talking/linux (unaffected)',
        '  vmotion/1024MiB/echo/talking/linux-old (died)',
      ].join('\n'),
    )
  })

  test('the control is meant only by who says so', () => {
    const [first, ...others] = cells
    const control = { ...first, id: 'control/1024MiB/console/talking/linux', control: true }
    expect(pickCell([...cells, control], 'console')).toBe('vmotion/1024MiB/console/talking/linux')
    expect(pickCell([...cells, control], 'control*console')).toBe(control.id)
    expect(pickCell([first, control], undefined)).toBe(first.id)
    expect(() => pickCell([first, ...others, control], undefined)).toThrow('which cell?')
  })

  test('a misspelt word is mended by itself', () => {
    expect(refusal('vmotoin/consle')).toBe(
      '"vmotoin/consle" fits no cell; did you mean vmotion/1024MiB/console/talking/linux?\n  vmotion/1024MiB/console/talking/linux (stalled)',
    )
  })

  test('what is like nothing, and nothing at all, are refused with all there are', () => {
    for (const text of ['zzzzzz', undefined]) {
      expect(refusal(text)).not.toContain('did you mean')
      for (const { id } of cells) expect(refusal(text)).toContain(`  ${id} (`)
    }
  })

  test('letters that mean something in a pattern are only letters', () => {
    expect(refusal('v.otion*console')).toContain('fits no cell')
    expect(refusal('(')).toContain('fits no cell')
  })
})
