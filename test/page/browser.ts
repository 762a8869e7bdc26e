/** Debian's Chromium for tests of pages: launched once a file, a page a test, with what went wrong in it and what axe finds. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll } from 'vitest'

const executablePath = '/usr/bin/chromium'

/** What is missing, for the names of tests that are skipped; empty where nothing is. */
export const chromiumMissing = existsSync(executablePath) ? '' : '(needs chromium: apt-get install chromium)'

export interface OpenPage {
  readonly page: Page
  /** Errors on its console, and what its scripts threw. */
  readonly errors: readonly string[]
}

let launched: Promise<Browser> | undefined
// Whatever it still holds ends with it.
afterAll(async () => (await launched)?.close())

export const closePages = async (): Promise<void> => {
  await Promise.all(((await launched)?.contexts() ?? []).map((context) => context.close()))
}

export const openPage = async (url: string, options: BrowserContextOptions = {}): Promise<OpenPage> => {
  launched ??= chromium.launch({ executablePath, args: ['--no-sandbox'] })
  const context = await (await launched).newContext(options)
  const page = await context.newPage()
  const errors: string[] = []
  page.on('pageerror', ({ message }) => errors.push(message))
  page.on('console', (message) => {
    if (message.type() === 'error') errors.push(message.text())
  })
  await page.goto(url)
  return { page, errors }
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** What axe holds for serious or critical, a line each: rule, and where. */
export const seriousIssues = async (page: Page): Promise<string[]> => {
  // By the debugger, which a page's own policy does not bind.
  await page.evaluate(axe)
  return page.evaluate(async () => {
    // biome-ignore lint/suspicious/noExplicitAny: axe's own global, in the browser
    const { violations } = await (globalThis as any).axe.run({ resultTypes: ['violations'] })
    return violations
      .filter(({ impact }: { impact: string }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }: { id: string; nodes: { html: string }[] }) =>
        nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`),
      )
  })
}

/** Whether the page must be scrolled sideways. */
export const isTooWide = (page: Page): Promise<boolean> =>
  page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')
