/** What the run must know of each session to know when to go on. */
import type { Cell } from '../src/cell.js'
import { openCrowdCount } from '../src/crowd-count.js'
import type { HistoryEvent } from '../src/history.js'

export const sessionStates = (cells: readonly Cell[]) => {
  let hiccupMs = 0
  const states = new Map(cells.map((cell) => [cell.id, stateOf(cell)]))
  type State = typeof states extends Map<string, infer Value> ? Value : never
  return {
    lastHiccupMs: () => hiccupMs,
    all: (test: (state: State) => boolean) => [...states.values()].every(test),
    hear(event: HistoryEvent) {
      if (event.type === 'hiccup') hiccupMs = event.atMs
      if (event.type === 'client-lost') for (const id of event.cells) set(states.get(id), { over: true })
      // Nobody is there to come back to.
      if (event.type === 'vm' && event.state === 'gone')
        for (const { id, vm } of cells) if (vm === event.vm) set(states.get(id), { over: true })
      if (event.type === 'crowd-counted') {
        const state = states.get(event.crowd)
        const now = state?.counted(event)
        set(state, { opened: now?.opened === true, over: now?.over === true, lastDoneMs: now?.doneMs ?? 0 })
      }
      if (!('cell' in event)) return
      const state = states.get(event.cell)
      if (event.type === 'connected' && state?.speaksByConnecting) set(state, { opened: true })
      if (event.type === 'gave-up' || event.type === 'ended') set(state, { over: true })
      // Connections that last for an instant may not be seen, what came of them is.
      if (event.type === 'exchanges') set(state, { opened: true, lastDoneMs: event.done.at(-1)?.[0] ?? 0 })
    },
  }
}

const stateOf = ({ command, count = 1 }: Cell) => ({
  opened: false,
  /** What somebody's own program does before it prints the first line that counts is not what it is there for. */
  speaksByConnecting: command?.client.exchange?.regex === undefined,
  /** No more will come of it. */
  over: false,
  endsByItself: command?.client.success !== undefined,
  /** Of a crowd: when the one that has waited longest did. */
  lastDoneMs: 0,
  counted: openCrowdCount(count),
})

const set = <State extends object>(state: State | undefined, change: Partial<State>): void => {
  if (state !== undefined) Object.assign(state, change)
}
