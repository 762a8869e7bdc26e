/**
 * The operator's thread. The runner hears of every exchange of every session, which takes its event loop for a tenth of a second at a time; whoever freezes
 * and cuts must not wait for that. Here nothing else happens.
 */
import { execFileSync } from 'node:child_process'
import { setMaxListeners } from 'node:events'
import { readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import { parentPort, workerData } from 'node:worker_threads'
import { clockFrom } from '../clock.js'
import { effectiveAsBegun, openTurns, type Turns } from '../turns.js'
import { openActs } from './acts.js'
import type { Answer, OperatorData, OperatorIn, OperatorOut, Order } from './messages.js'

/**
 * Ahead of all that is not real-time; what it starts inherits it, as its hands do. Niceness would not do: kernels that group processes by session (autogroup)
 * compare it within one session only. To an ordinary user it is mostly not permitted.
 */
const raisePriority = (): void => {
  try {
    execFileSync('chrt', ['--fifo', '--pid', '1', basename(readlinkSync('/proc/thread-self'))], { stdio: 'ignore' })
  } catch {}
}

raisePriority()
const { originMs, ...place } = workerData as OperatorData
const clock = clockFrom(originMs)
const calledOff = new AbortController()
// Every VM's blackout listens.
setMaxListeners(0, calledOff.signal)
const turns = new Map<string | undefined, Turns>()
const answer = (message: OperatorOut): void => parentPort?.postMessage(message)
const acts = openActs(place, (how) => answer({ type: 'hand-lost', how }))
// Told to whoever orders something.
acts.catch(() => {})

const turnsOf = (machine: string | undefined): Turns => {
  const known = machine === undefined ? undefined : turns.get(machine)
  const some = known ?? openTurns(clock, calledOff.signal)
  if (machine !== undefined) turns.set(machine, some)
  return some
}

const carryOut = async ({ machine, act, given }: Order): Promise<Answer['done']> => {
  try {
    const all = await acts
    const own = turnsOf(machine)
    if (act === 'lasts') {
      await own.lasts(Number(given[0]))
      return { askedMs: clock.now(), atMs: clock.now(), value: undefined }
    }
    if (act === 'freeze') return effectiveAsBegun(await own.atOnce((enough) => all.freeze(Number(given[0]), enough)))
    const doIt = all[act] as (...given: readonly unknown[]) => unknown
    return await own.next(() => doIt(...given))
  } catch (error) {
    return (error as Error).message
  }
}

parentPort?.on('message', (message: OperatorIn) => {
  if (message.type === 'called-off') return calledOff.abort()
  for (const order of message.orders) {
    void carryOut(order).then((done) => answer({ type: 'answer', id: order.id, done }))
  }
})
