/** The live page: a run while it goes on, a record of one played again, or the list of records; the server says which. */
import { render } from 'preact'
import '../theme.css'
import './live.css'
import { LivePage } from './live-page'
import { RecordsPage } from './records-page'
import { ReplayPage } from './replay-page'

const pages = { live: LivePage, records: RecordsPage, replay: ReplayPage }

const root = document.getElementById('page')
const shows = document.documentElement.dataset.shows
const Page = pages[shows === 'records' || shows === 'replay' ? shows : 'live']
if (root) render(<Page />, root)
