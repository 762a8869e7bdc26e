/**
 * The picture of one VM on a canvas. It is told how things are and eases towards that; it is drawn only while something moves. Whoever wants no
 * motion gets each picture at once, and no pulses.
 */
import type { HeadVm, Letter, VmNow } from '../../src/live/format'
import { readColours } from './colours'
import { drawBoxes, drawVm } from './draw-boxes'
import { drawThreads, mostPulsing } from './draw-threads'
import { type Box, sceneHeight, sceneOf } from './scene'
import { newStrands } from './strands'

export interface Shown {
  readonly atMs: number
  readonly now: VmNow
  readonly letters: readonly Letter[]
}

export interface Picture {
  show(shown: Shown): void
  close(): void
}

const vmEaseMs = 220
/** Pulses run on for so long after a frame, so that they do not stop between two. */
const runOnMs = 300

export const openPicture = (canvas: HTMLCanvasElement, vm: HeadVm): Picture => {
  const context = canvas.getContext('2d')
  const dark = matchMedia('(prefers-color-scheme: dark)')
  const calm = matchMedia('(prefers-reduced-motion: reduce)')
  const strands = newStrands()
  let scene = sceneOf(300, vm)
  let colours = readColours()
  let shown: Shown | undefined
  let box: Box | undefined
  let asked: number | undefined
  let drawnAt = 0
  let shownAt = 0
  /** Where pulses are; it stands still while time does. */
  let pulseMs = 0

  const draw = (atMs: number): void => {
    asked = undefined
    if (context === null || shown === undefined) return
    // After a pause the first step is not all of it.
    const stepMs = Math.min(100, Math.max(0, atMs - drawnAt))
    drawnAt = atMs
    const isRunning = atMs - shownAt < runOnMs && !calm.matches && shown.letters.length <= mostPulsing
    if (isRunning) pulseMs += stepMs
    const goal = scene.vmOn(shown.now.host)
    const part = calm.matches ? 1 : 1 - Math.exp(-stepMs / vmEaseMs)
    box = box === undefined ? goal : { ...goal, x: box.x + (goal.x - box.x) * part }
    const isStill = Math.abs(box.x - goal.x) < 0.5
    if (isStill) box = goal
    const strandsAreStill = strands.step(shown.letters, calm.matches ? Number.POSITIVE_INFINITY : stepMs)
    context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0)
    context.clearRect(0, 0, scene.width, scene.height)
    drawBoxes(context, { scene, colours, vm, ...shown })
    drawThreads(context, { scene, colours, box, strands, now: shown.now, pulseMs: calm.matches ? undefined : pulseMs })
    drawVm(context, { scene, colours, box, now: shown.now })
    if (isRunning || !isStill || !strandsAreStill) ask()
  }
  const ask = (): void => {
    asked ??= requestAnimationFrame(draw)
  }
  const fit = (): void => {
    const width = canvas.clientWidth
    if (width === 0) return
    scene = sceneOf(width, vm)
    canvas.width = Math.round(width * devicePixelRatio)
    canvas.height = Math.round(sceneHeight * devicePixelRatio)
    box = undefined
    ask()
  }
  const recolour = (): void => {
    colours = readColours()
    ask()
  }
  const resized = new ResizeObserver(fit)
  resized.observe(canvas)
  dark.addEventListener('change', recolour)
  calm.addEventListener('change', ask)

  return {
    show(next) {
      if (shown?.atMs !== next.atMs) shownAt = performance.now()
      shown = next
      ask()
    },
    close() {
      resized.disconnect()
      dark.removeEventListener('change', recolour)
      calm.removeEventListener('change', ask)
      if (asked !== undefined) cancelAnimationFrame(asked)
    },
  }
}
