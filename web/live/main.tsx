/** The live page: a run while it goes on, or a record of one, played again. */
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
