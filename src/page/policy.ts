/** What a browser may do with a page of ours (Content-Security-Policy): run its own script and nothing else, whatever comes to stand in it. */
import { createHash } from 'node:crypto'

/** @param styles `own`: those that stand in the page as it was built; `any`: what it makes while it draws, too */
export const policyOf = (page: string, styles: 'own' | 'any'): readonly string[] => [
  "default-src 'none'",
  `script-src ${hashesOf(page, 'script')}`,
  `style-src ${styles === 'own' ? hashesOf(page, 'style') : "'unsafe-inline'"}`,
  'img-src data:',
  "base-uri 'none'",
  "form-action 'none'",
]

const hashesOf = (page: string, element: 'script' | 'style'): string => {
  const contents = [...page.matchAll(new RegExp(`<${element}\\b[^>]*>([\\s\\S]*?)</${element}>`, 'g'))]
  const hashes = contents.map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
  return hashes.length === 0 ? "'none'" : hashes.join(' ')
}
