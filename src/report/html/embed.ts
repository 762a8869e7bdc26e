/** Puts data into the page so that it stays data, whatever names are in it, and lets the page run its own script and no other. */
import { policyOf } from '../../page/policy.js'
import { plainText } from '../plain-text.js'

/** Where the data goes. */
export const place = '<!--data-->'

/** JSON that no HTML parser takes for anything else, and no terminal or browser turns round. */
export const asDataBlock = (data: unknown): string => {
  const json = JSON.stringify(data, (_, value: unknown) => (typeof value === 'string' ? plain(value) : value))
  return `<script type="application/json" id="data">${json.replaceAll(/[<\u2028\u2029]/g, escaped)}</script>`
}

const plain = (text: string): string => (/^[\x20-\x7e]*$/.test(text) ? text : plainText(text, true))

const escaped = (letter: string): string => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`

/** @throws Error where the page is none of ours */
export const embed = (page: string, data: unknown): string => {
  if (!page.includes(place)) throw new Error('the page has no place for data')
  const policy = `<meta http-equiv="Content-Security-Policy" content="${policyOf(page, 'any').join('; ')}" />`
  // By a function: what looks like a pattern in the data is none.
  return page.replace(place, () => asDataBlock(data)).replace('<head>', (head) => `${head}\n    ${policy}`)
}
