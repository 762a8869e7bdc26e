/**
 * The operator acts on the network, the wires and the processes of a run, in a thread of its own with the highest priority that is permitted. Orders for one
 * machine are carried out one after the other, without waiting for the runner in between: a whole blackout is ordered at once.
 */
import { Worker } from 'node:worker_threads'
import type { Setting } from '../engines/engine.js'
import type { Done } from '../turns.js'
import type { Acts } from './acts.js'
import type { Answer, OperatorData, OperatorIn, Order } from './messages.js'

/** Every act, carried out elsewhere. */
export type Orders = {
  readonly [Name in keyof Acts]: (...given: Parameters<Acts[Name]>) => Promise<Done<Awaited<ReturnType<Acts[Name]>>>>
} & {
  /** Lets so long pass since the last act on this machine was shown. */
  lasts(ms: number): Promise<unknown>
}

/** Orders for a machine; or, without one, such as need not wait for any other. */
export type Operator = (machine?: string) => Orders

export const openOperator = ({ scratch, topology, cgroups, clock, signal }: Setting): Operator => {
  const workerData: OperatorData = { sysfs: `${scratch}/sys`, topology, cgroups, originMs: clock.originMs }
  const worker = new Worker(new URL('./thread.js', import.meta.url), { workerData })
  worker.unref()
  const tell = (message: OperatorIn): void => worker.postMessage(message)
  const callOff = (): void => tell({ type: 'called-off' })
  if (signal.aborted) callOff()
  signal.addEventListener('abort', callOff)

  const waiting = new Map<number, (done: Answer['done']) => void>()
  let lost: string | undefined
  worker.on('message', ({ id, done }: Answer) => {
    waiting.get(id)?.(done)
    waiting.delete(id)
  })
  worker.on('error', (error) => {
    lost = `the operator has ended: ${(error as Error).message}`
    for (const settle of waiting.values()) settle(lost)
  })

  let last = 0
  let orders: Order[] = []
  const order = (wanted: Omit<Order, 'id'>): Promise<Done<unknown>> => {
    // One message for all that is asked for in one breath: the runner may have to wait for its turn between two.
    if (orders.length === 0) {
      queueMicrotask(() => {
        tell({ type: 'orders', orders })
        orders = []
      })
    }
    const id = ++last
    orders.push({ id, ...wanted })
    return new Promise((resolve, reject) => {
      const settle = (done: Answer['done']): void =>
        typeof done === 'string' ? reject(new Error(done)) : resolve(done)
      if (lost === undefined) waiting.set(id, settle)
      else settle(lost)
    })
  }
  return (machine) =>
    new Proxy({} as Orders, {
      get:
        (_, act: Order['act']) =>
        (...given: readonly unknown[]) =>
          order({ machine, act, given }),
    })
}
