import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { clockFrom } from '../../harness/clock.js'
import { effectiveAsBegun, openTurns } from '../../harness/turns.js'

const open = () => {
  const calledOff = new AbortController()
  const clock = clockFrom()
  return { turns: openTurns(clock, calledOff.signal), clock, calledOff }
}

test('an act begins when the one before has taken effect', async () => {
  const { turns } = open()
  const seen: string[] = []
  const slow = turns.next(async () => {
    await sleep(30)
    seen.push('slow')
    return 'shown'
  })
  const quick = turns.next(() => void seen.push('quick'))
  const [first, second] = await Promise.all([slow, quick])
  expect(seen).toEqual(['slow', 'quick'])
  expect(first.value).toBe('shown')
  expect(first.atMs - first.askedMs).toBeGreaterThan(25)
  expect(second.askedMs).toBeGreaterThanOrEqual(first.atMs)
})

test('one that fails says so, and keeps nobody from having their turn', async () => {
  const { turns } = open()
  const failing = turns.next(() => {
    throw new Error('refused')
  })
  const next = turns.next(() => 'done')
  await expect(failing).rejects.toThrow('refused')
  expect((await next).value).toBe('done')
})

test('one that takes effect at once is not waited for, and shows what it can when what lasts is over', async () => {
  const { turns, clock } = open()
  const shown = turns.atOnce((signal) => sleep(60_000, undefined, { signal }).catch(() => 'so far'))
  const cut = turns.next(() => 'cut')
  const over = turns.lasts(10).then(clock.now)
  expect((await cut).atMs).toBeLessThan((await shown).atMs)
  expect((await shown).value).toBe('so far')
  expect(await over).toBeGreaterThanOrEqual((await shown).atMs)
  // It was effective before the cut, which waited for nothing.
  expect(effectiveAsBegun(await shown).atMs).toBeLessThanOrEqual((await cut).askedMs)
})

test('what lasts is counted from when the act before was shown', async () => {
  const { turns } = open()
  const cut = turns.next(() => sleep(30))
  void turns.lasts(50)
  const after = turns.next(() => 'after')
  const lastedMs = (await after).askedMs - (await cut).atMs
  // Never less; how much more is the affair of a busy machine.
  expect(lastedMs).toBeGreaterThanOrEqual(50)
  expect(lastedMs).toBeLessThan(500)
})

test('a run that is called off waits for nothing', async () => {
  const { turns, calledOff } = open()
  const over = turns.lasts(60_000)
  calledOff.abort()
  await over
  expect((await turns.next(() => 'after')).value).toBe('after')
})
