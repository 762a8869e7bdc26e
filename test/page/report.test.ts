import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, test } from 'vitest'
import { pageOf } from '../../src/report/html/page.js'
import { pageDataOf } from '../../src/report/html/page-data.js'
import { html } from '../../src/report/html.js'
import { bigReport, bigRun } from '../report/big-run.js'
import { aTune } from '../report/build-tune.js'
import { chromiumMissing, isTooWide, openPage, seriousIssues } from './browser.js'

const folder = mkdtempSync(join(tmpdir(), 'outlive-page-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let files = 0
const onDisk = (page: string): string => {
  files += 1
  const file = join(folder, `${files}.html`)
  writeFileSync(file, page)
  return pathToFileURL(file).href
}

const look = { columns: 100, colours: false, unicode: true }

const pageOfRun = (count: number, name?: (index: number) => string): string =>
  onDisk(html.render(bigReport(count, name), { look, histories: [bigRun(count, name)] }))

const url = chromiumMissing === '' ? pageOfRun(24) : ''
const firstCell = 'quick-migration/512MiB/file-copy/talking/windows-2008'
const opened = `${url}#${new URLSearchParams({ cell: firstCell })}`

const desk = { viewport: { width: 1280, height: 900 } }
const phone = { viewport: { width: 390, height: 844 } }

describe.skipIf(chromiumMissing !== '')(`the report page ${chromiumMissing}`, () => {
  test.each([
    ['by day', { ...desk, colorScheme: 'light' as const }],
    ['in the dark', { ...desk, colorScheme: 'dark' as const }],
    ['on a phone', { ...phone, colorScheme: 'light' as const }],
    ['on a phone in the dark', { ...phone, colorScheme: 'dark' as const }],
  ])('%s has no serious issue, no error and no need to scroll sideways, a story open', async (_, options) => {
    const { page, errors } = await openPage(opened, options)
    await page.locator('.story svg').waitFor()
    expect(await seriousIssues(page)).toEqual([])
    expect(await isTooWide(page)).toBe(false)
    expect(errors).toEqual([])
  })

  test('on paper has no need to scroll sideways, and shows what is folded up', async () => {
    const { page } = await openPage(opened, { viewport: { width: 794, height: 1123 } })
    await page.emulateMedia({ media: 'print' })
    expect(await isTooWide(page)).toBe(false)
    expect((await page.pdf({ format: 'A4' })).length).toBeGreaterThan(10_000)
    expect(await page.locator('details:not(.happenings):not([open])').count()).toBe(0)
  })

  test('gives the answer first: a sentence, then a cell for each session with sign, word and stall', async () => {
    const { page } = await openPage(url, desk)
    expect(await page.locator('h1').innerText()).toBe('Of 24 sessions 12 died and 12 stalled for up to 26.7 s.')
    await expect.poll(() => page.locator('.cell').count()).toBe(24)
    expect(await page.locator('.cell.died').first().innerText()).toMatch(/✗ died\s+19\.8 s/)
    const box = await page.locator('.grid').first().boundingBox()
    expect(box?.y).toBeLessThan(400)
  })

  test('opens a cell by keys alone, closes it, and is back where it was', async () => {
    const { page } = await openPage(url, desk)
    const focused = (): Promise<string> => page.evaluate(() => document.activeElement?.id ?? '')
    for (let presses = 0; presses < 40 && (await focused()) !== `cell:${firstCell}`; presses += 1) {
      await page.keyboard.press('Tab')
    }
    expect(await focused()).toBe(`cell:${firstCell}`)
    await page.keyboard.press('Enter')
    await page.locator('.story svg').waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.tagName)).toBe('H2')
    expect(page.url()).toContain('cell=')
    await page.keyboard.press('Escape')
    await expect.poll(focused).toBe(`cell:${firstCell}`)
    expect(await page.locator('.story').count()).toBe(0)
  })

  test('filters by keys, keeps it in the address, and shows the same from there', async () => {
    const { page } = await openPage(url, desk)
    for (let presses = 0; presses < 10; presses += 1) {
      await page.keyboard.press('Tab')
      if (await page.evaluate(() => document.activeElement?.classList.contains('stalled'))) break
    }
    await page.keyboard.press('Space')
    await expect.poll(() => page.locator('.cell').count()).toBe(12)
    await page.locator('select').first().selectOption('quick-migration')
    await expect.poll(() => page.locator('.cell').count()).toBe(4)
    const address = page.url()
    expect(address).toContain('verdict=stalled')
    const again = await openPage(address, desk)
    await expect.poll(() => again.page.locator('.cell').count()).toBe(4)
    expect(await again.page.locator('[role=status]').innerText()).toBe('4 of 24 shown')
  })

  test('“back” closes a story', async () => {
    const { page } = await openPage(url, desk)
    await page.locator('.cell').first().click()
    await page.locator('.story').waitFor()
    await page.goBack()
    await page.locator('.story').waitFor({ state: 'detached' })
  })

  test('tells a story: phases, exchanges, retransmissions, the end with its cause and its evidence, what to set', async () => {
    const { page } = await openPage(opened, desk)
    const story = page.locator('.story')
    const drawn = await story.locator('svg').innerHTML()
    for (const text of ['blackout, drop', 'exchanges', 'sent again', 'timer', 'VM back 17.2 s', '✗ dead 19.8 s']) {
      expect(drawn).toContain(text)
    }
    const told = await story.innerText()
    expect(told).toContain('net.ipv4.tcp_retries2 = 6')
    expect(told).toMatch(/Evidence\s+at 19\.8 s/)
    await story.getByText('What happened, one thing after another').click()
    expect(await story.locator('.happenings tr').count()).toBeGreaterThan(8)
  })

  test('takes hostile names for names', async () => {
    const hostile = '</script><img src=x onerror="globalThis.hit=1"><!--'
    const { page, errors } = await openPage(
      pageOfRun(8, (index) => `${hostile}${index}`),
      desk,
    )
    await page.locator('.cell').first().click()
    await page.locator('.story svg').waitFor()
    expect(await page.locator('.story h2').innerText()).toContain(hostile)
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.evaluate(() => 'hit' in globalThis)).toBe(false)
    expect(errors).toEqual([])
    await page.setViewportSize(phone.viewport)
    expect(await isTooWide(page)).toBe(false)
  })

  test('asks no network and runs no script but its own', async () => {
    const { page } = await openPage(url, desk)
    const asked: string[] = []
    page.on('request', (request) => asked.push(request.url()))
    await page.reload()
    expect(asked.filter((each) => !each.startsWith('file:'))).toEqual([])
    const ran = await page.evaluate(() => {
      const script = document.createElement('script')
      script.textContent = 'globalThis.hit = 1'
      document.head.append(script)
      return 'hit' in globalThis
    })
    expect(ran).toBe(false)
  })

  test('opens with 1,000 cells', async () => {
    const address = pageOfRun(1000)
    const { page } = await openPage('about:blank', desk)
    const before = performance.now()
    await page.goto(address)
    await page.waitForFunction(() => document.querySelectorAll('.cell').length === 1000)
    const tookMs = performance.now() - before
    const [paint] = await page.evaluate(() =>
      performance.getEntriesByName('first-contentful-paint').map(({ startTime }) => startTime),
    )
    console.log(
      `1,000 cells: the answer is seen after ${Math.round(paint ?? 0)} ms, all are there after ${Math.round(tookMs)} ms`,
    )
    expect(tookMs).toBeLessThan(5000)
  })

  test('compares several runs, and shows the cell of the one that is chosen', async () => {
    const runs = [8, 16].map((count, index) => ({
      label: `run ${index + 1}`,
      report: bigReport(count),
      histories: [bigRun(count)],
    }))
    const { page } = await openPage(onDisk(pageOf(pageDataOf(runs, []))), desk)
    expect(await page.locator('.compare').innerText()).toContain('8 of 16 sessions came out otherwise')
    await page.locator('.compare .link').last().click()
    await page.locator('.story').waitFor()
    expect(page.url()).toContain('run=2')
    expect(await seriousIssues(page)).toEqual([])
  })

  test.each([
    ['on a desk', desk],
    ['on a phone', phone],
  ])('shows what tune found, with the timers that draw the borders, %s', async (_, options) => {
    const { page, errors } = await openPage(onDisk(pageOf(pageDataOf([], [{ label: 'tune', tune: aTune }]))), options)
    await page.locator('.tune svg').waitFor()
    expect(await page.locator('.tune svg').innerHTML()).toContain('net.ipv4.tcp_retries2=5')
    expect(await page.locator('.tune').innerText()).toContain('outlives up to 9.0 s')
    expect(await seriousIssues(page)).toEqual([])
    expect(await isTooWide(page)).toBe(false)
    expect(errors).toEqual([])
  })
})
