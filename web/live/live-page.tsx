/** A run while it goes on: what comes over the wire, and the newest of it unless somebody looks back. */
import { useEffect, useState } from 'preact/hooks'
import { type Film, newFilm, withFrame } from '../../src/live/film'
import type { Head, Message } from '../../src/live/format'
import { addressOf } from './address'
import { Notice } from './notice'
import { Show } from './show'

/** Five minutes in full; of hours, fewer of the older ones. */
const mostFrames = 3000
const againAfterMs = 2000

interface Heard {
  readonly head: Head | undefined
  readonly film: Film
  readonly dropped: number
  readonly isLost: boolean
}

const nothing: Heard = { head: undefined, film: newFilm(), dropped: 0, isLost: false }

export const LivePage = () => {
  const [{ head, film, dropped, isLost }, setHeard] = useState(nothing)
  useEffect(() => listen(setHeard), [])
  if (head === undefined || film.frames.length === 0) {
    return (
      <main>
        <h1>outlive</h1>
        <Notice>{isLost ? lostText : 'Waiting for the run to begin.'}</Notice>
      </main>
    )
  }
  const hasEnded = film.frames.at(-1)?.ended !== undefined
  return (
    <Show head={head} film={film} isLive={!hasEnded}>
      {dropped > 0 && <Notice>{`${dropped} frames were left out: this browser was too slow for them.`}</Notice>}
      {hasEnded && (
        <Notice>
          The run has ended, and its server with it. This page stays; `outlive serve` plays the record again.
        </Notice>
      )}
      {isLost && !hasEnded && <Notice>{lostText}</Notice>}
    </Show>
  )
}

const lostText = 'The connection is lost; trying again. If the run was called off, nothing more will come.'

/** Returns how to stop. */
const listen = (set: (change: (before: Heard) => Heard) => void): (() => void) => {
  let isOver = false
  let socket: WebSocket
  let again: ReturnType<typeof setTimeout>
  const open = (): void => {
    socket = new WebSocket(addressOf('/frames'))
    let isNew = true
    // Frames that come together are shown together.
    let waiting: Message[] = []
    const take = (): void => {
      const messages = waiting
      waiting = []
      set((before) => messages.reduce(withMessage, before))
    }
    socket.addEventListener('message', ({ data }) => {
      const message: Message = JSON.parse(data)
      if ('frame' in message && message.frame.ended !== undefined) isOver = true
      if (isNew) {
        isNew = false
        set(() => nothing)
      }
      if (waiting.length === 0) setTimeout(take)
      waiting.push(message)
    })
    socket.addEventListener('close', () => {
      if (isOver) return
      set((before) => ({ ...before, isLost: true }))
      again = setTimeout(open, againAfterMs)
    })
  }
  open()
  return () => {
    isOver = true
    clearTimeout(again)
    socket.close()
  }
}

const withMessage = (heard: Heard, message: Message): Heard =>
  'head' in message
    ? { ...heard, head: message.head }
    : {
        ...heard,
        film: withFrame(heard.film, message.frame, mostFrames),
        dropped: heard.dropped + (message.frame.dropped ?? 0),
      }
