/** Waits until a service of somebody's own can be talked to. */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import type { CommandSession } from '../../src/scenario/command.js'
import { listeningPorts } from './listening.js'

type Ready = CommandSession['service']['ready']

export interface Waiting {
  /** Ends the wait, with what to say. */
  readonly failed: Promise<never>
  /** Whether it has printed a line that matches `log`. */
  logged(): boolean
  readonly env: NodeJS.ProcessEnv
}

const lookEveryMs = 50

/** @throws Error with what was waited for */
export const untilReady = async (ready: Ready, { failed, logged, env }: Waiting): Promise<void> => {
  const end = performance.now() + ready.within
  let over = false
  failed.catch(() => {
    over = true
  })
  const look = async (): Promise<void> => {
    while (!over && !(await isReady(ready, logged, env))) {
      if (performance.now() > end) throw new Error(`was not ready after ${ready.within / 1000} s: ${missing(ready)}`)
      await sleep(lookEveryMs)
    }
  }
  await Promise.race([look(), failed])
}

const isReady = async (ready: Ready, logged: () => boolean, env: NodeJS.ProcessEnv): Promise<boolean> => {
  if (ready.log !== undefined) return logged()
  if (ready.command !== undefined) return succeeds(ready.command, env)
  return reachable().some(({ port }) => ready.port === undefined || port === ready.port)
}

const listening = () => listeningPorts(process.pid)
const reachable = () => listening().filter(({ isLocal }) => !isLocal)

const succeeds = (command: string, env: NodeJS.ProcessEnv): Promise<boolean> =>
  new Promise((resolve) => {
    execFile('sh', ['-c', command], { env, timeout: 5000 }, (error) => resolve(error === null))
  })

const missing = ({ port, log, command }: Ready): string => {
  if (log !== undefined)
    return `it printed no line that matches /${log}/ (many programs keep back what they print to a pipe; \`stdbuf -oL\` or a setting of theirs helps)`
  if (command !== undefined) return `«${command}» never ended with status 0`
  const wanted = port === undefined ? 'on any TCP port' : `on TCP port ${port}`
  const local = listening().find((each) => each.isLocal && (port === undefined || each.port === port))
  if (local !== undefined) {
    return `it listens on 127.0.0.1:${local.port} only, where no client reaches it; let it listen on 0.0.0.0 or on $OUTLIVE_VM`
  }
  const others = [...new Set(reachable().map((each) => each.port))]
  return `it does not listen ${wanted}${others.length === 0 ? '' : `, but on ${others.join(', ')}`}`
}
