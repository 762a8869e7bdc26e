/** The report page: what `src/report/html.ts` embedded, drawn. */
import { render } from 'preact'
import '../theme.css'

const root = document.getElementById('page')
if (root)
  render(
    <main>
      <h1>outlive</h1>
    </main>,
    root,
  )
