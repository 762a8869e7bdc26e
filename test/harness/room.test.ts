import { expect, test } from 'vitest'
import { roomError } from '../../harness/room.js'

const gibibyte = 1024 ** 3
const room = { bytes: 16 * gibibyte, filesOfOne: 20_000, filesOfAll: 2_000_000 }

test('a crowd that fits is let in, and so is a scenario without one', () => {
  expect(roomError([{ count: 100_000 }], room)).toBeUndefined()
  expect(roomError([{}], { bytes: 0, filesOfOne: 0, filesOfAll: 0 })).toBeUndefined()
})

test('a crowd that does not fit into memory is refused, with how many would', () => {
  const error = roomError([{ count: 60_000 }, { count: 60_000 }], { ...room, bytes: 2 * gibibyte })
  expect(error?.message).toMatch(/120,000 sessions, which take about \d+\.\d GiB of memory; 2\.0 GiB are free/)
  const [, most = ''] = /at most ([\d,]+) together/.exec(error?.fix ?? '') ?? []
  expect(roomError([{ count: Number(most.replaceAll(',', '')) }], { ...room, bytes: 2 * gibibyte })).toBeUndefined()
})

test('a process that may open too few files, and a machine, are told with the fix', () => {
  expect(roomError([{ count: 100 }], { ...room, filesOfOne: 256 })?.fix).toContain('ulimit -Hn')
  expect(roomError([{ count: 100_000 }], { ...room, filesOfAll: 150_000 })?.fix).toContain('fs.file-max')
})
