/** What of a run's history causes are found from while it goes on: bounded, however many sessions there are and however long they talk. */
import type { EventOf, HistoryEvent } from '../history.js'

export interface Memory {
  hear(event: HistoryEvent): void
  /** `undefined` once there was more than is kept: from then on nobody can say from it why a session died. */
  history(): readonly HistoryEvent[] | undefined
}

/** Batches of a second each. A program's habit is known from the first; the last say when nothing came any more. */
const firstBatches = 5
const lastBatches = 2

/** @param most events; sockets that are told of together count each */
export const newMemory = (most = 50_000): Memory => {
  const talk = new Map<string, EventOf<'exchanges'>[]>()
  let others: HistoryEvent[] = []
  let size = 0
  let isFull = false

  const keep = (event: HistoryEvent): void => {
    size += 'sockets' in event ? event.sockets.length : 1
    if (event.type !== 'exchanges') return void others.push(event)
    const batches = talk.get(event.cell) ?? []
    batches.push(event)
    if (batches.length > firstBatches + lastBatches) size -= batches.splice(firstBatches, 1).length
    talk.set(event.cell, batches)
  }

  return {
    hear(event) {
      if (isFull) return
      keep(event)
      if (size <= most) return
      isFull = true
      others = []
      talk.clear()
    },
    // Whoever asks looks at each kind of events by itself.
    history: () => (isFull ? undefined : [...others, ...[...talk.values()].flat()]),
  }
}
