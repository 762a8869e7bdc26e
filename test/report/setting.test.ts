import { expect, test } from 'vitest'
import { decidersInWords } from '../../src/report/setting.js'

const alive = (value: number) => ({ owner: 'library', setting: 'ServerAliveInterval', value }) as const
const retries = (value: number) => ({ owner: 'client kernel', setting: 'net.ipv4.tcp_retries2', value }) as const

test('one timer that was measured several times is told once, from the least to the most', () => {
  expect(decidersInWords([alive(20_000), retries(5), alive(19_400), alive(19_800)])).toEqual([
    'library, ServerAliveInterval of 19.4 to 20.0 s',
    'client kernel, net.ipv4.tcp_retries2=5',
  ])
})

test('times that read alike are one; counts are no times, and unlike ones stay apart', () => {
  expect(decidersInWords([alive(20_000), alive(20_001)])).toEqual(['library, ServerAliveInterval of 20.0 s'])
  expect(decidersInWords([retries(5), retries(6)])).toHaveLength(2)
  expect(decidersInWords([])).toEqual([])
})

test('what no setting decides is told once too', () => {
  const unknown = { owner: 'unknown', setting: null, value: null } as const
  expect(decidersInWords([unknown, unknown])).toEqual(['unknown, no setting that is known'])
})
