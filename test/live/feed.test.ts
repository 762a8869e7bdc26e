/** A run while it goes on, for whoever listens. */
import { afterEach, expect, test, vi } from 'vitest'
import { judge } from '../../src/judge/judge.js'
import { openFeed } from '../../src/live/feed.js'
import type { Message } from '../../src/live/format.js'
import { started, wholeRun } from '../report/build-run.js'

afterEach(() => {
  vi.useRealTimers()
})

const listening = (feed: ReturnType<typeof openFeed>) => {
  const messages: Message[] = []
  return { messages, leave: feed.join((message) => messages.push(message)) }
}

test('ten frames a second, and time goes on between events', () => {
  vi.useFakeTimers()
  const feed = openFeed()
  const early = listening(feed)
  vi.advanceTimersByTime(500)
  expect(early.messages).toEqual([])
  feed.hear(started)
  vi.advanceTimersByTime(1000)
  const [first, ...rest] = early.messages
  expect(first).toHaveProperty('head.name', 'small')
  expect(rest).toHaveLength(10)
  expect(rest.at(-1)).toHaveProperty('frame.atMs', 1000)
  feed.stop()
})

test('who comes later gets what has been, with its log, and then the same as the others', () => {
  vi.useFakeTimers()
  const feed = openFeed()
  for (const event of wholeRun.slice(0, -1)) feed.hear(event)
  vi.advanceTimersByTime(300)
  const late = listening(feed)
  expect(late.messages).toHaveLength(4)
  expect(late.messages[1]).toHaveProperty('frame.log')
  vi.advanceTimersByTime(100)
  expect(late.messages).toHaveLength(5)
  late.leave()
  vi.advanceTimersByTime(100)
  expect(late.messages).toHaveLength(5)
  feed.stop()
})

test('the last frame has the verdicts and says how it ended, and nothing comes after it', () => {
  vi.useFakeTimers()
  const feed = openFeed()
  const { messages } = listening(feed)
  for (const event of wholeRun) feed.hear(event)
  vi.advanceTimersByTime(500)
  feed.judged(judge(wholeRun))
  feed.stop()
  vi.advanceTimersByTime(500)
  const last = messages.at(-1)
  expect(last).toHaveProperty('frame.ended', 'finished')
  expect(last).toHaveProperty(
    'frame.verdicts',
    judge(wholeRun).cells.map(({ verdict }) => verdict),
  )
  expect(messages.filter((message) => 'frame' in message && message.frame.ended !== undefined)).toHaveLength(1)
})

test('a run that broke ends too', () => {
  const feed = openFeed()
  const { messages } = listening(feed)
  feed.hear(started)
  feed.stop()
  expect(messages.at(-1)).toHaveProperty('frame.ended', 'broken off')
})
