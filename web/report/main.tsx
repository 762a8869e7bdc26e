/** The report page: what `src/report/html.ts` embedded, drawn. */
import { render } from 'preact'
import '../theme.css'
import './css/page.css'
import './css/controls.css'
import './css/grid.css'
import './css/story.css'
import './css/facts.css'
import './css/phone.css'
import './css/print.css'
import { readData } from './data.js'
import { Page } from './page.js'

const root = document.getElementById('page')
if (root) {
  try {
    const data = readData()
    document.title = `outlive: ${(data.runs[0] ?? data.tunes[0])?.name ?? 'nothing'}`
    render(<Page data={data} />, root)
  } catch (error) {
    root.textContent = `outlive: this page cannot be shown: ${(error as Error).message}`
  }
}

// What is folded up on a screen is wanted on paper; the story's list alone is long.
addEventListener('beforeprint', () => {
  for (const details of document.querySelectorAll<HTMLDetailsElement>('details:not(.happenings)')) details.open = true
})
