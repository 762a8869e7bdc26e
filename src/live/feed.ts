/** A run while it goes on, as messages for pages: ten frames a second, made whether anybody looks or not, from events that are only listened to. */
import type { HistoryEvent } from '../history.js'
import type { Report } from '../result.js'
import { deathsExplained } from './causes.js'
import { excerpt, newFilm, withFrame } from './film.js'
import type { Frame, Message } from './format.js'
import { causesOf, frameEveryMs, lastFrame } from './frames.js'
import { type Memory, newMemory } from './memory.js'
import { watchRun } from './watch.js'

export interface Feed {
  hear(event: HistoryEvent): void
  /** The last word on each session; nothing is shown after it. */
  judged(report: Report): void
  /** What has been so far, and from then on what comes. Returns how to leave. */
  join(send: (message: Message) => void): () => void
  /** Nothing more comes. */
  stop(): void
}

/** Clients tell of finished exchanges once a second, and the telling takes a moment. */
const lateMs = 1500
/** For those who come later: a minute of frames in full at first, hours of them thinned. */
const mostFrames = 600
/** What has been is told at once: of thousands of sessions in fewer frames, or it would be too much for a browser that is quick enough. */
const greetingBytes = 512 * 1024
const vmBytes = 150
const explainEveryMs = 1000
/** The kernel's last words on a socket come a little after its session's. */
const evidenceMs = 1000
/** At a time: where thousands die together, those of the first few are soon the same as those of the others. */
const mostExplained = 50
/** A judge that takes longer is not asked again before the end. */
const mostJudgingMs = 200

export const openFeed = (): Feed => {
  const watch = watchRun({ lateMs })
  let memory: Memory | undefined = newMemory()
  const listeners = new Set<(message: Message) => void>()
  let film = newFilm()
  let heard: { readonly atMs: number; readonly ours: number } | undefined
  let explainedAt = 0
  let isOver = false

  const tell = (frame: Frame): void => {
    film = withFrame(film, frame, mostFrames)
    for (const send of listeners) send({ frame })
  }
  const explain = (atMs: number): void => {
    const started = performance.now()
    const history = memory?.history()
    if (history === undefined || started - explainedAt < explainEveryMs) return
    const unexplained = watch.unexplained(atMs - evidenceMs).slice(0, mostExplained)
    if (unexplained.length === 0) return
    try {
      watch.explain(deathsExplained(history, unexplained))
    } catch {
      // The error's code stands in the log; the report says why.
      memory = undefined
    }
    explainedAt = performance.now()
    // From then on only the report says why.
    if (explainedAt - started > mostJudgingMs) memory = undefined
  }
  const end = (cells: Report['cells']): void => {
    if (heard === undefined || isOver) return
    isOver = true
    clearInterval(timer)
    tell(lastFrame(watch.frameAt(heard.atMs), cells))
  }
  const timer = setInterval(() => {
    if (heard === undefined || isOver) return
    // The run's clock goes on while nothing happens.
    const atMs = heard.atMs + performance.now() - heard.ours
    explain(atMs)
    tell(watch.frameAt(atMs))
  }, frameEveryMs)
  timer.unref()

  return {
    hear(event) {
      watch.hear(event)
      memory?.hear(event)
      // What its clocks say after that is no part of the run.
      if (event.type === 'run-ended') clearInterval(timer)
      if (heard === undefined || event.atMs > heard.atMs) heard = { atMs: event.atMs, ours: performance.now() }
    },
    judged({ cells }) {
      watch.explain(causesOf(cells))
      end(cells)
    },
    join(send) {
      let greeted = false
      const greet = (): void => {
        const head = watch.head()
        if (head === undefined) return
        greeted = true
        send({ head })
        const log = [...film.log.values()]
        const most = greetingBytes / (head.sessions.length + vmBytes * head.vms.length)
        for (const [index, frame] of excerpt(film.frames, most).entries()) {
          send({ frame: index === 0 && log.length > 0 ? { ...frame, log } : frame })
        }
      }
      greet()
      const listener = (message: Message): void => {
        // Who came before the run began is greeted with its first frame.
        if (!greeted) greet()
        else send(message)
      }
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    stop() {
      clearInterval(timer)
      end([])
    },
  }
}
