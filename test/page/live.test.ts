/** The live page, the list of records and the replay, in a real browser. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import type { HistoryEvent } from '../../src/history.js'
import { judge } from '../../src/judge/judge.js'
import { openFeed } from '../../src/live/feed.js'
import type { Frame } from '../../src/live/format.js'
import { reelOf } from '../../src/live/frames.js'
import { recordsAt } from '../../src/serve/records.js'
import { liveRoutes, recordRoutes } from '../../src/serve/routes.js'
import { openServer, type Server } from '../../src/serve/server.js'
import { exchanged, wholeRun } from '../report/build-run.js'
import { chromiumMissing, closePages, isTooWide, openPage, seriousIssues } from './browser.js'

const hostile = '</script><img src=x onerror=alert(1)>"\'`'

/** The same run with names that somebody chose to do harm. */
const hostileRun: readonly HistoryEvent[] = wholeRun.map((event) =>
  event.type !== 'run-started'
    ? event.type === 'gave-up'
      ? { ...event, because: hostile }
      : event
    : {
        ...event,
        name: hostile,
        cells: event.cells.map((cell) => ({ ...cell, preset: hostile, session: hostile, profile: hostile })),
      },
)

const folder = mkdtempSync(join(tmpdir(), 'outlive-page-'))
const writeRecord = (name: string, history: readonly HistoryEvent[]): void => {
  mkdirSync(join(folder, name))
  writeFileSync(join(folder, name, 'history.jsonl'), history.map((event) => `${JSON.stringify(event)}\n`).join(''))
  writeFileSync(join(folder, name, 'report.json'), JSON.stringify(judge(history)))
}

const narrow = { width: 390, height: 800 }
const looks: [string, BrowserContextOptions][] = [
  ['light', { colorScheme: 'light' }],
  ['narrow and dark, without motion', { viewport: narrow, colorScheme: 'dark', reducedMotion: 'reduce' }],
]

describe.skipIf(chromiumMissing !== '')(`in a browser ${chromiumMissing}`, () => {
  let records: Server
  const servers: Server[] = []
  beforeAll(async () => {
    writeRecord('2026-01-01T00-00-00Z', wholeRun)
    writeRecord('2026-01-02T00-00-00Z', hostileRun)
    records = await openServer(recordRoutes(recordsAt([], folder)))
  })
  afterEach(async () => {
    await closePages()
    await Promise.all(servers.splice(0).map((server) => server.close()))
  })
  afterAll(async () => {
    await records?.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const list = (options?: BrowserContextOptions) => openPage(records.url, options)
  const replayOf = (record: string, options?: BrowserContextOptions) => {
    const url = new URL(records.url)
    url.pathname = '/replay'
    url.searchParams.set('record', record)
    return openPage(url.href, options)
  }
  const openLive = async (history: readonly HistoryEvent[], options?: BrowserContextOptions) => {
    const feed = openFeed()
    const server = await openServer(liveRoutes(feed.join))
    servers.push(server)
    for (const event of history) feed.hear(event)
    const opened = await openPage(server.url, options)
    return { feed, server, ...opened }
  }
  const partOf = (fromMs: number, toMs: number) => wholeRun.filter(({ atMs }) => atMs >= fromMs && atMs < toMs)
  /** The VM has begun to be copied. */
  const halfRun = partOf(0, 4500)

  const countsOf = (page: Page, name: string) => page.getByRole('region', { name }).locator('.counts').textContent()
  const seek = (page: Page, atMs: number) => page.getByRole('slider').fill(String(atMs))

  test('a run is seen while it goes on: silent threads before anything failed, deaths with their causes, its end', async () => {
    const { page, feed, server, errors } = await openLive(partOf(0, 600))
    await expect.poll(() => page.locator('.panel').count()).toBe(2)
    // Now that it is seen: a browser may be seconds in starting, and who says nothing meanwhile is silent.
    for (const event of partOf(600, 4500)) feed.hear(event)
    await expect.poll(() => countsOf(page, 'moved, 512 MiB')).toBe('2 talking')
    await expect.poll(() => page.locator('.stage').textContent()).toMatch(/migrations under way/)
    for (const event of partOf(4500, 5100)) feed.hear(event)
    await expect.poll(() => page.locator('.pill.blackout').count()).toBe(1)
    // Nothing more comes of them; the run's clock goes on by itself.
    await expect.poll(() => countsOf(page, 'moved, 512 MiB')).toBe('2 silent')
    for (const event of partOf(5100, 13_000)) feed.hear(event)
    feed.hear({ type: 'moved', atMs: 13_000, vm: 'moved', to: 'host B' })
    for (const event of partOf(13_000, Infinity)) feed.hear(event)
    feed.judged(judge(wholeRun))
    await server.close()
    await expect.poll(() => page.getByText('The run has ended').count()).toBeGreaterThan(0)
    expect(await page.locator('.log').textContent()).toMatch(/console on linux ✗ died ETIMEDOUT.*inconclusive/)
    expect(await page.getByText('on host B').count()).toBeGreaterThan(0)
    expect(await page.getByText('connection is lost').count()).toBe(0)
    // It may be played again from what the page has.
    await page.getByRole('button', { name: 'Play' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Pause' }).count()).toBe(1)
    expect(errors).toEqual([])
  })

  test('one may look back while it goes on, and return', async () => {
    const { page, feed } = await openLive(halfRun)
    await expect.poll(() => page.getByRole('slider').count()).toBe(1)
    const first = Number(await page.getByRole('slider').getAttribute('min'))
    await page.getByRole('button', { name: 'Pause' }).click()
    await seek(page, first)
    feed.hear(exchanged(4500, 'control/echo'))
    await expect.poll(() => page.getByRole('button', { name: 'Live' }).getAttribute('aria-pressed')).toBe('false')
    await expect
      .poll(() => page.locator('.controls .time').textContent())
      .toMatch(new RegExp(`^${(first / 1000).toFixed(1)} s of`))
    await page.getByRole('button', { name: 'Live' }).click()
    await expect.poll(() => page.getByRole('button', { name: 'Live' }).getAttribute('aria-pressed')).toBe('true')
  })

  test('a server that is gone before the end is said to be', async () => {
    const { page, server } = await openLive(halfRun)
    await expect.poll(() => page.getByRole('slider').count()).toBe(1)
    await server.close()
    await expect.poll(() => page.getByText('connection is lost').count()).toBe(1)
  })

  test('a browser that was too slow says how many frames it missed', async () => {
    const { head, frames } = reelOf(wholeRun)
    const server = await openServer(
      liveRoutes((send) => {
        send({ head })
        send({ frame: frames[50] as Frame })
        send({ frame: { ...(frames[80] as Frame), dropped: 29 } })
        return () => {}
      }),
    )
    servers.push(server)
    const { page } = await openPage(server.url)
    await expect.poll(() => page.locator('.notice').textContent()).toMatch(/^29 frames were left out/)
  })

  test('the list leads to replays and reports', async () => {
    const { page, errors } = await list()
    await page.getByRole('link', { name: 'Replay small, 2026-01-01T00-00-00Z' }).click()
    await expect.poll(() => page.locator('.panel').count()).toBe(2)
    await page.getByRole('link', { name: 'Report' }).click()
    await expect.poll(() => page.locator('body').textContent()).toMatch(/small/)
    await page.goBack()
    await page.getByRole('link', { name: 'All records' }).click()
    await expect.poll(() => page.locator('.records li').count()).toBe(2)
    expect(errors).toEqual([])
  })

  test('a replay shows each time as it was, at every speed', async () => {
    const { page } = await replayOf('2026-01-01T00-00-00Z')
    const speed = page.getByRole('combobox', { name: 'Speed' })
    await expect
      .poll(() => speed.locator('option').allTextContents())
      .toEqual(['0.25×', '0.5×', '1×', '2×', '4×', '8×', '16×', '32×'])
    await page.getByRole('button', { name: 'Pause' }).click()
    await seek(page, 10_000)
    await expect.poll(() => countsOf(page, 'moved, 512 MiB')).toBe('2 silent')
    await seek(page, 17_500)
    await expect.poll(() => countsOf(page, 'moved, 512 MiB')).toMatch(/1 silent|1 talking/)
    await seek(page, 18_500)
    await expect.poll(() => countsOf(page, 'moved, 512 MiB')).toMatch(/1 dead/)
    const timeAfter = async (factor: string) => {
      await seek(page, 1000)
      await speed.selectOption({ label: factor })
      await page.getByRole('button', { name: 'Play' }).click()
      await page.waitForTimeout(1000)
      await page.getByRole('button', { name: 'Pause' }).click()
      return Number.parseFloat((await page.locator('.controls .time').textContent()) ?? '') - 1
    }
    const slow = await timeAfter('0.25×')
    const fast = await timeAfter('8×')
    expect(slow).toBeLessThan(1)
    expect(fast).toBeGreaterThan(4)
  })

  test('the keyboard alone reaches everything', async () => {
    const { page } = await list()
    await expect.poll(() => page.locator('.records li').count()).toBe(2)
    const reached = async (most: number) => {
      const names: string[] = []
      for (let nth = 0; nth < most; nth += 1) {
        await page.keyboard.press('Tab')
        names.push(
          await page.evaluate<string>(
            `[document.activeElement?.tagName, document.activeElement?.getAttribute('aria-label')].join(' ')`,
          ),
        )
      }
      return names
    }
    const links = await reached(4)
    expect(links.filter((name) => name.startsWith('A Replay'))).toHaveLength(2)
    expect(links.filter((name) => name.startsWith('A Report'))).toHaveLength(2)
    await page.locator('a', { hasText: 'Replay' }).last().focus()
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('.panel').count()).toBe(2)
    const names = await reached(5)
    expect(names.map((name) => name.split(' ')[0])).toEqual(['A', 'A', 'BUTTON', 'SELECT', 'INPUT'])
    // The range has the focus: the space key plays and pauses all the same, and arrows move in time.
    await page.keyboard.press(' ')
    await expect.poll(() => page.getByRole('button', { name: 'Play' }).count()).toBe(1)
    const before = await page.locator('.controls .time').textContent()
    await page.keyboard.press('PageUp')
    await expect.poll(() => page.locator('.controls .time').textContent()).not.toBe(before)
    await page.keyboard.press('End')
    await expect.poll(() => page.locator('.controls .time').textContent()).toBe('19.5 s of 19.5 s')
    await expect.poll(() => page.locator('.verdict.inconclusive').count()).toBeGreaterThan(0)
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('ArrowDown')
    await expect.poll(() => page.getByRole('combobox').inputValue()).toBe('2')
    await page.keyboard.press('Shift+Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.getByRole('button', { name: 'Pause' }).count()).toBe(1)
  })

  test.each(looks)('%s: no barrier, nothing wider than the window', async (_, options) => {
    const listed = await list({ ...options, bypassCSP: true })
    await expect.poll(() => listed.page.locator('.records li').count()).toBe(2)
    expect(await seriousIssues(listed.page)).toEqual([])
    expect(await isTooWide(listed.page)).toBe(false)
    const { page } = await replayOf('2026-01-01T00-00-00Z', { ...options, bypassCSP: true })
    await page.getByRole('button', { name: 'Pause' }).click()
    for (const atMs of [10_000, 18_500, 19_500]) {
      await seek(page, atMs)
      await expect.poll(() => page.getByRole('slider').inputValue()).toBe(String(atMs))
      expect(await seriousIssues(page)).toEqual([])
      expect(await isTooWide(page)).toBe(false)
    }
  })

  test('the picture has the colours of the theme', async () => {
    const coloursSeen = async (options: BrowserContextOptions) => {
      const { page } = await replayOf('2026-01-01T00-00-00Z', options)
      await page.getByRole('button', { name: 'Pause' }).click()
      await page.waitForTimeout(300)
      return page.evaluate<string[]>(`(() => {
        const canvas = document.querySelector('canvas')
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height)
        const seen = new Set()
        for (let at = 0; at < data.length; at += 4) seen.add([data[at], data[at + 1], data[at + 2]].join())
        return [...seen]
      })()`)
    }
    // --unaffected: #0b6b3a and #7ddba4.
    expect(await coloursSeen({ colorScheme: 'light' })).toContain('11,107,58')
    expect(await coloursSeen({ colorScheme: 'dark' })).toContain('125,219,164')
  })

  test.each(['list', 'replay', 'live'])('hostile names are inert: %s', async (where) => {
    const { page, errors } =
      where === 'list'
        ? await list()
        : where === 'replay'
          ? await replayOf('2026-01-02T00-00-00Z')
          : await openLive(hostileRun.slice(0, -1))
    let alerts = 0
    page.on('dialog', (dialog) => {
      alerts += 1
      return dialog.dismiss()
    })
    await expect.poll(() => page.getByText(hostile).count()).toBeGreaterThan(0)
    await page.waitForTimeout(300)
    expect(await page.locator('img').count()).toBe(0)
    expect(alerts).toBe(0)
    expect(errors).toEqual([])
  })

  test('what stands in the page besides its own script does not run', async () => {
    const { page, errors } = await list()
    const ran = await page.evaluate<boolean>(`(() => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.ran = true'
      document.body.append(script)
      return 'ran' in globalThis
    })()`)
    expect(ran).toBe(false)
    expect(errors.join()).toMatch(/Content Security Policy/)
  })
})
