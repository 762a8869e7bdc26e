/** What `src/report/html/embed.ts` put into this page. */
import type { PageData } from '../../src/report/html/data.js'

/** @throws Error where there is none, or of another version than this page */
export const readData = (): PageData => {
  const text = document.getElementById('data')?.textContent
  if (!text) throw new Error('this page has no data in it: make one with outlive report RECORD --html FILE')
  const data = JSON.parse(text) as PageData
  if (data.version !== 1) throw new Error(`this page has data of version ${data.version}, and shows version 1`)
  return data
}
