/** Five thousand sessions at ten frames a second: does the live page stay responsive? Frame times are the browser's own. */
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { Cell } from '../src/cell.js'
import type { HistoryEvent } from '../src/history.js'
import { openFeed } from '../src/live/feed.js'
import { liveRoutes } from '../src/serve/routes.js'
import { openServer } from '../src/serve/server.js'
import { chromiumMissing, closePages, openPage } from '../test/page/browser.js'
import { blackout, cells, connected, copying, moved, started } from '../test/report/build-run.js'

const sessions = 5000
const vms = 4
const seconds = 10

const [template] = cells as [Cell]
const vmOf = (nth: number): string => `vm-${nth % vms}`
const many: Cell[] = Array.from({ length: sessions }, (_, nth) => ({
  ...template,
  id: `${nth}`,
  vm: vmOf(nth),
  preset: vmOf(nth),
  plan: moved,
}))

/** All talk; after 2 s their VMs are silent; from 5 s on, a fifth dies a second, and others are back. */
const eventsAt = (second: number): HistoryEvent[] => {
  const atMs = second * 1000
  const exchanged = (cell: Cell): HistoryEvent => ({
    type: 'exchanges',
    atMs,
    cell: cell.id,
    done: Array.from({ length: 20 }, (_, nth) => [atMs - 1000 + 50 * nth, 1] as const),
  })
  const ofVms = (event: (vm: string) => HistoryEvent): HistoryEvent[] =>
    Array.from({ length: vms }, (_, nth) => event(vmOf(nth)))
  if (second === 2) {
    return [
      ...ofVms((vm) => ({ type: 'migration-started', atMs, vm })),
      ...ofVms((vm) => ({ type: 'phase-started', atMs, vm, index: 0, phase: copying })),
      ...ofVms((vm) => ({ type: 'phase-started', atMs, vm, index: 1, phase: blackout })),
      ...ofVms((vm) => ({ type: 'freeze', atMs, vm, act: 'stopped', askedMs: atMs, evidence: '' })),
    ]
  }
  if (second < 2) return many.map(exchanged)
  if (second < 5) return []
  const dies = (cell: Cell): boolean => Number(cell.id) % 5 === second - 5
  return many.flatMap((cell): HistoryEvent[] =>
    dies(cell)
      ? [{ type: 'gave-up', atMs, cell: cell.id, because: 'ETIMEDOUT' }]
      : Number(cell.id) % 10 === second
        ? [exchanged(cell)]
        : [],
  )
}

test.skipIf(chromiumMissing !== '')(`${sessions} sessions, ten frames a second ${chromiumMissing}`, async () => {
  const feed = openFeed()
  const server = await openServer(liveRoutes(feed.join))
  try {
    feed.hear({ ...(started as Extract<HistoryEvent, { type: 'run-started' }>), cells: many })
    for (const { id } of many) feed.hear(connected(10, id))
    const { page } = await openPage(server.url, { viewport: { width: 1280, height: 900 } })
    await page.locator('.panel').first().waitFor()
    await page.evaluate(`
      globalThis.seen = { frames: [], long: [], shown: 0 }
      let before = performance.now()
      requestAnimationFrame(function step(now) {
        seen.frames.push(now - before)
        before = now
        requestAnimationFrame(step)
      })
      new PerformanceObserver((list) => seen.long.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' })
      new MutationObserver(() => { seen.shown += 1 }).observe(document.querySelector('.controls .time'), { characterData: true, childList: true, subtree: true })
    `)
    const devtools = await page.context().newCDPSession(page)
    await devtools.send('Performance.enable')
    let busyMs = 0
    for (let second = 1; second <= seconds; second += 1) {
      const events = eventsAt(second)
      const began = performance.now()
      for (const event of events) feed.hear(event)
      busyMs = Math.max(busyMs, performance.now() - began)
      await sleep(1000)
    }
    const { metrics } = await devtools.send('Performance.getMetrics')
    const spent = (name: string): string =>
      `${((metrics.find((metric) => metric.name === name)?.value ?? 0) * 1000).toFixed(0)} ms`
    const { frames, long, shown } = await page.evaluate<{ frames: number[]; long: number[]; shown: number }>('seen')
    const sorted = [...frames].sort((a, b) => a - b)
    const at = (share: number): string => `${(sorted[Math.floor(share * (sorted.length - 1))] ?? 0).toFixed(1)} ms`
    const dropped = await page.getByText('frames were left out').count()
    console.log(
      [
        `${sessions} sessions on ${vms} VMs for ${seconds} s: ${frames.length} frames drawn by the browser, ${shown} updates shown`,
        `frame times: median ${at(0.5)}, p95 ${at(0.95)}, p99 ${at(0.99)}, longest ${at(1)}`,
        `long tasks (over 50 ms): ${long.length}${long.length > 0 ? `, longest ${Math.max(...long).toFixed(0)} ms` : ''}`,
        `the page's own work: ${spent('ScriptDuration')} of script, ${spent('LayoutDuration')} of layout, ${spent('TaskDuration')} in all`,
        `frames left out: ${dropped > 0 ? 'some' : 'none'}; hearing a second's events took the run at most ${busyMs.toFixed(1)} ms`,
      ].join('\n'),
    )
    await page.screenshot({ path: process.env.SHOT ?? '' }).catch(() => {})
    expect(shown).toBeGreaterThan(seconds * 5)
  } finally {
    feed.stop()
    await closePages()
    await server.close()
  }
})
