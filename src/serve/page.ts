/** The pages as they were built, each one file, and what a browser may do with them: run their own script, use their own style, talk to us. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { packageRoot } from '../scenario/package-root.js'

/** What the page is to show: a run that goes on, a list of records, a record that is played again. */
export type Shows = 'live' | 'records' | 'replay'

export interface Page {
  readonly html: string
  readonly policy: string
}

/** @throws Error when it was not built */
export const livePage = (shows: Shows): Page => {
  const html = builtPage('live')
  return { html: html.replace('<html ', `<html data-shows="${shows}" `), policy: policyOf(html) }
}

export const builtPage = (name: 'live' | 'report'): string => {
  const file = join(packageRoot, 'dist', 'web', name, 'index.html')
  try {
    return readFileSync(file, 'utf8')
  } catch (error) {
    throw new Error(`the page ${file} cannot be read: \`npm run build:web\` makes it`, { cause: error })
  }
}

/** Names the scripts and styles that stand in a page of ours by their contents: whatever else comes to stand there is inert. */
export const policyOf = (html: string): string =>
  [
    `default-src 'none'`,
    `script-src ${hashesOf(html, 'script')}`,
    `style-src ${hashesOf(html, 'style')}`,
    `img-src data:`,
    `connect-src 'self'`,
    `base-uri 'none'`,
    `form-action 'none'`,
    `frame-ancestors 'none'`,
  ].join('; ')

const hashesOf = (html: string, element: 'script' | 'style'): string => {
  const contents = [...html.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}>`, 'g'))]
  const hashes = contents.map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return hashes.length === 0 ? `'none'` : hashes.join(' ')
}

/** For text alone. */
export const strictPolicy = `default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`
