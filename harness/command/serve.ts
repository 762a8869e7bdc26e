/** Somebody's own service, in the VM: started as a shell would start it, with a folder that outlasts the machine. */
import { execFileSync } from 'node:child_process'
import { cpSync, existsSync, mkdirSync } from 'node:fs'
import { hideSecretsOf } from '../../src/record/secrets.js'
import type { CommandSession } from '../../src/scenario/command.js'
import type { ServeAt } from '../sessions/kind.js'
import type { Around } from '../sessions/program.js'
import { type Heard, keepOutput } from './output.js'
import { untilReady } from './ready.js'
import { endInWords, endOf, idsOf, ownsMachine, quoted, startShell } from './shell.js'

/**
 * Resolves when it is ready. A command that ends with status 0 has put its service into the background.
 * @throws Error that says why it is not ready, with its last lines
 */
export const serveCommand = async (
  programs: CommandSession,
  { host, dataDir }: ServeAt,
  { clock, scratch, output: folder, vm = host, lost }: Around,
): Promise<void> => {
  const { name, service } = programs
  const hide = hideSecretsOf(programs, process.env)
  const { command, cwd, ready, user, data } = service
  prepareData(dataDir, data, user)
  const env = { ...service.env, OUTLIVE_DATA: dataDir }
  const log = ready.log === undefined ? undefined : new RegExp(ready.log)
  let logged = false
  const child = startShell({ command, cwd, env, user, vm: host, scratch, apart: false })
  const hear: Heard = (line) => {
    logged ||= log?.test(line) === true
  }
  const output = keepOutput(child, `${folder}/${vm}-${name}.service.log`, clock, hear, hide)
  let isReady = false
  const failed = new Promise<never>((_, reject) => {
    child.once('error', reject)
    // What it has started may keep its output open: its own end is what counts.
    child.once('exit', (status, signal) => {
      const end = endOf(status, signal)
      if (end.exit === 0) return
      const atMs = clock.now()
      // Its last lines may still be on their way.
      setTimeout(() => {
        output.flush()
        if (isReady) lost?.(atMs, `${endInWords(end)}; ${quoted(output.lastLines())}`)
        else reject(new Error(`${endInWords(end)} before it was ready`))
      }, 100)
    })
  })
  try {
    await untilReady(ready, { failed, logged: () => logged, env: { ...process.env, ...env, OUTLIVE_VM: host } })
  } catch (error) {
    throw new Error(`«${hide(command)}» ${hide((error as Error).message)}; ${quoted(output.lastLines())}`)
  }
  isReady = true
}

/** The folder is new only when the VM is: a machine that takes over finds what the lost one left. */
const prepareData = (dataDir: string, contents: string | undefined, user: string | undefined): void => {
  if (existsSync(dataDir)) return
  mkdirSync(dataDir, { recursive: true })
  if (contents !== undefined) cpSync(contents, dataDir, { recursive: true })
  if (user === undefined || !ownsMachine()) return
  const { uid, gid } = idsOf(user)
  execFileSync('chown', ['-R', `${uid}:${gid}`, dataDir])
}
