/** A real browser for tests of the live page: Debian's Chromium, driven from outside. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'

const executablePath = '/usr/bin/chromium'

/** Why there is none; `undefined` where there is one. */
export const noBrowser = existsSync(executablePath) ? undefined : `${executablePath} is missing: apt install chromium`

export const openBrowser = (): Promise<Browser> => chromium.launch({ executablePath, args: ['--no-sandbox'] })

export interface Opened {
  readonly page: Page
  /** What the page complained of: errors of its script, and what its policy forbade. */
  readonly complaints: string[]
}

export const openPage = async (browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Opened> => {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', ({ message }) => complaints.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text())
  })
  await page.goto(url)
  return { page, complaints }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string
  readonly nodes: readonly { readonly html: string }[]
}

/** What axe-core finds that would keep somebody out, in words. */
export const barriers = async (page: Page): Promise<string[]> => {
  await page.evaluate(axe)
  const found = await page.evaluate<Violation[]>('axe.run().then(({ violations }) => violations)')
  return found
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, impact, nodes }) => `${impact}: ${id}: ${nodes.map(({ html }) => html).join(' ')}`)
}

/** How far the page is wider than its window, px. */
export const overflow = (page: Page): Promise<number> =>
  page.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth')
