import { expect, test } from 'vitest'
import { parse } from '../../src/scenario/problem.js'
import { duration, memorySize } from '../../src/scenario/units.js'

const messageOf = (schema: typeof duration, written: unknown): string | undefined =>
  parse(schema, written).error?.issues[0]?.message

test.each([
  ['512 MiB', 512],
  ['512MiB', 512],
  ['1 GiB', 1024],
  ['0.5 GiB', 512],
  ['1.5 GiB', 1536],
  ['64 TiB', 67_108_864],
  ['  2   GiB ', 2048],
])('%j is %i MiB', (written, memoryMiB) => {
  expect(memorySize.parse(written)).toBe(memoryMiB)
})

test.each([
  ['500 ms', 500],
  ['8 s', 8000],
  ['8s', 8000],
  ['0.25 s', 250],
  ['2 min', 120_000],
  ['1 h', 3_600_000],
])('%j is %i ms', (written, ms) => {
  expect(duration.parse(written)).toBe(ms)
})

test.each([
  [512, '512 has no unit; write "512 MiB" or "2 GiB"'],
  ['512', '"512" has no unit; write "512 MiB" or "2 GiB"'],
  ['', '"" cannot be read; write "512 MiB" or "2 GiB"'],
  ['big', '"big" cannot be read; write "512 MiB" or "2 GiB"'],
  ['1 GB', '"1 GB" has an unknown unit; expected MiB, GiB or TiB; did you mean "1 GiB"?'],
  ['1 gib', '"1 gib" has an unknown unit; expected MiB, GiB or TiB; did you mean "1 GiB"?'],
  ['1 s', '"1 s" has an unknown unit; expected MiB, GiB or TiB'],
  ['1 toString', '"1 toString" has an unknown unit; expected MiB, GiB or TiB'],
  ['0 MiB', '"0 MiB" is out of range; expected 1 MiB to 64 TiB'],
  ['-2 GiB', '"-2 GiB" is out of range; expected 1 MiB to 64 TiB'],
  ['65 TiB', '"65 TiB" is out of range; expected 1 MiB to 64 TiB'],
  ['1.5 MiB', '"1.5 MiB" is no whole number of MiB; write "512 MiB" or "2 GiB"'],
  ['1e3 MiB', '"1e3 MiB" cannot be read; write "512 MiB" or "2 GiB"'],
])('%j is refused as a size', (written, message) => {
  expect(messageOf(memorySize, written)).toBe(message)
})

test.each([
  [3, '3 has no unit; write "500 ms", "8 s" or "2 min"'],
  ['3 sec', '"3 sec" has an unknown unit; expected ms, s, min or h; did you mean "3 s"?'],
  ['3 S', '"3 S" has an unknown unit; expected ms, s, min or h; did you mean "3 s"?'],
  ['0 s', '"0 s" is out of range; expected 1 ms to 1 h'],
  ['-8 s', '"-8 s" is out of range; expected 1 ms to 1 h'],
  ['2 h', '"2 h" is out of range; expected 1 ms to 1 h'],
  [null, 'null has no unit; write "500 ms", "8 s" or "2 min"'],
])('%j is refused as a duration', (written, message) => {
  expect(messageOf(duration, written)).toBe(message)
})
