/** Threads between the client and the VM: taut ones with pulses on them, slack ones, and those that snapped, whose ends hang down. */
import type { Letter, VmNow } from '../../src/live/format'
import type { ColourOf } from './colours'
import type { Box, Scene } from './scene'
import { letterSigns } from './signs'
import type { Strand, Strands } from './strands'

interface Threads {
  readonly scene: Scene
  readonly colours: ColourOf
  readonly box: Box
  readonly strands: Strands
  readonly now: VmNow
  /** `undefined` for whoever wants no motion. */
  readonly pulseMs: number | undefined
}

interface Ends {
  readonly fromX: number
  readonly fromY: number
  readonly toX: number
  readonly toY: number
}

/** More pulses than this are noise. */
export const mostPulsing = 24
const pulseEveryMs = 900
const deepest = 46

export const drawThreads = (
  context: CanvasRenderingContext2D,
  { scene, colours, box, strands, now, pulseMs }: Threads,
) => {
  const { all } = strands
  const byLetter = new Map<Letter, { readonly strand: Strand; readonly nth: number }[]>()
  for (const [nth, strand] of all.entries()) {
    const alike = byLetter.get(strand.letter)
    if (alike === undefined) byLetter.set(strand.letter, [{ strand, nth }])
    else alike.push({ strand, nth })
  }
  const width = all.length <= 24 ? 2 : all.length <= 100 ? 1.3 : 0.9
  const endsOf = (nth: number): Ends => ({
    fromX: scene.client.x + scene.client.width,
    fromY: spread(scene.client, nth, all.length),
    toX: box.x,
    toY: spread(box, nth, all.length),
  })
  for (const [letter, alike] of byLetter) {
    if (letter === '.') continue
    context.strokeStyle = colours(letterSigns[letter].colour)
    context.lineWidth = width
    context.setLineDash(letter === 'i' ? [1, 4] : letter === 's' ? [6, 3] : [])
    context.beginPath()
    for (const { strand, nth } of alike) trace(context, endsOf(nth), strand, jitter(nth))
    context.stroke()
    if (letter === 'b') {
      // It is being connected anew.
      context.strokeStyle = colours('--reconnected')
      context.setLineDash([2, 6])
      context.lineWidth = width / 2
      context.beginPath()
      for (const { nth } of alike) {
        const { fromX, fromY, toX, toY } = endsOf(nth)
        context.moveTo(fromX, fromY)
        context.lineTo(toX, toY)
      }
      context.stroke()
    }
  }
  context.setLineDash([])
  const isReached = !now.frozen && !now.lost && now.phase !== 'blackout'
  if (pulseMs === undefined || !isReached || all.length > mostPulsing) return
  for (const [nth, { letter, sag }] of all.entries()) {
    if (sag > 0.05 || (letter !== 't' && letter !== 'c' && letter !== 'r')) continue
    const { fromX, fromY, toX, toY } = endsOf(nth)
    const turn = (pulseMs / pulseEveryMs + jitter(nth)) % 2
    // There, and back.
    const way = turn < 1 ? turn : 2 - turn
    context.fillStyle = colours(letterSigns[letter].colour)
    context.beginPath()
    context.arc(fromX + (toX - fromX) * way, fromY + (toY - fromY) * way, 3, 0, 2 * Math.PI)
    context.fill()
  }
}

const trace = (
  context: CanvasRenderingContext2D,
  { fromX, fromY, toX, toY }: Ends,
  { sag, apart }: Strand,
  own: number,
): void => {
  if (apart === 0) {
    context.moveTo(fromX, fromY)
    const low = sag * deepest * (1.3 + 0.7 * own)
    if (sag === 0) context.lineTo(toX, toY)
    else context.quadraticCurveTo((fromX + toX) / 2, (fromY + toY) / 2 + low, toX, toY)
    return
  }
  const middleX = (fromX + toX) / 2
  const middleY = (fromY + toY) / 2
  // Each half swings down about its own end.
  hang(context, fromX, fromY, middleX, middleY, 1, apart, own)
  hang(context, toX, toY, middleX, middleY, -1, apart, own)
}

const hang = (
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  middleX: number,
  middleY: number,
  side: 1 | -1,
  apart: number,
  own: number,
): void => {
  const downX = x + side * (10 + 22 * own)
  const downY = y + 26 + 24 * own
  const endX = middleX + (downX - middleX) * apart
  const endY = middleY + (downY - middleY) * apart
  context.moveTo(x, y)
  context.quadraticCurveTo(x + (endX - x) * 0.9, y + (endY - y) * 0.15, endX, endY)
}

const spread = ({ y, height }: Box, nth: number, count: number): number => y + 8 + ((nth + 0.5) / count) * (height - 16)

/** Between 0 and 1, the same each time for the same thread. */
const jitter = (nth: number): number => (nth * 0.618_034) % 1
