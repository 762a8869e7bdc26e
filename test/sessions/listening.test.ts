import { type SessionKindName, sessionKinds } from '../../harness/sessions/index.js'
import { pushesAsPromised } from './listening.js'

// The slowest has a file of its own: they run beside each other. The one that says nothing pushes nothing.
const apart = ['none', 'database']
for (const name of Object.keys(sessionKinds) as SessionKindName[]) if (!apart.includes(name)) pushesAsPromised(name)
