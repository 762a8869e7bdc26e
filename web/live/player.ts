/** Where in time a page looks: at the newest frame of a run that goes on, or at a place that moves at some speed, or stands still. */
import { useCallback, useEffect, useRef, useState } from 'preact/hooks'
import type { Frame } from '../../src/live/format'

export const speeds = [0.25, 0.5, 1, 2, 4, 8, 16, 32] as const

export interface Player {
  readonly frame: Frame
  readonly isPlaying: boolean
  /** It follows a run that goes on. */
  readonly follows: boolean
  readonly speed: number
  toggle(): void
  seek(atMs: number): void
  setSpeed(speed: number): void
  follow(): void
}

/** @param startOf where a record begins to be played */
export const usePlayer = (
  frames: readonly Frame[],
  isLive: boolean,
  startOf: (frames: readonly Frame[]) => number,
): Player => {
  const lastMs = frames.at(-1)?.atMs ?? 0
  const [isFollowing, setFollows] = useState(isLive)
  // A run that has ended stands still at its end, and may be played again.
  const hasStopped = isFollowing && !isLive
  const follows = isFollowing && isLive
  const [isPlaying, setPlaying] = useState(true)
  const [speed, setSpeed] = useState(1)
  const position = useRef(Number.NaN)
  if (Number.isNaN(position.current)) position.current = startOf(frames)
  /** Only when another frame is to be seen there is something to draw. */
  const [, setIndex] = useState(0)
  // Frames are added all the time, and that is no reason to begin anew.
  const latest = useRef(frames)
  latest.current = frames

  const seek = useCallback((atMs: number) => {
    position.current = atMs
    setFollows(false)
    setIndex(indexAt(latest.current, atMs))
  }, [])

  const isMoving = isPlaying && !isFollowing
  useEffect(() => {
    if (!isMoving) return
    let before = performance.now()
    let asked = requestAnimationFrame(function step(now) {
      const endMs = latest.current.at(-1)?.atMs ?? 0
      position.current = Math.min(endMs, position.current + Math.max(0, now - before) * speed)
      before = now
      setIndex(indexAt(latest.current, position.current))
      if (position.current < endMs) asked = requestAnimationFrame(step)
      // Who looked back at a run that goes on has caught up with it.
      else if (isLive) setFollows(true)
      else setPlaying(false)
    })
    return () => cancelAnimationFrame(asked)
  }, [isMoving, speed, isLive])

  // Frames may have been thinned since: the time is what counts.
  const shown = isFollowing ? frames.length - 1 : indexAt(frames, position.current)
  return {
    frame: frames[shown] as Frame,
    isPlaying: (follows || isPlaying) && !hasStopped,
    follows,
    speed,
    seek,
    setSpeed,
    toggle() {
      if (follows) {
        position.current = lastMs
        setIndex(frames.length - 1)
        setFollows(false)
        setPlaying(false)
      } else if (hasStopped || (!isPlaying && position.current >= lastMs && !isLive)) {
        position.current = startOf(frames)
        setFollows(false)
        setPlaying(true)
      } else setPlaying(!isPlaying)
    },
    follow() {
      setFollows(true)
      setPlaying(true)
    },
  }
}

/** The last frame that is not after this time. */
const indexAt = (frames: readonly Frame[], atMs: number): number => {
  let low = 0
  let high = frames.length - 1
  while (low < high) {
    const middle = Math.ceil((low + high) / 2)
    if ((frames[middle]?.atMs ?? 0) <= atMs) low = middle
    else high = middle - 1
  }
  return Math.max(0, low)
}
