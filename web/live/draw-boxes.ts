/** The client, the hosts and the VM on one of them; where it is going fills up as its memory arrives. */
import type { HeadVm, VmNow } from '../../src/live/format'
import type { ColourOf } from './colours'
import type { Box, Scene } from './scene'

const font = '12px system-ui, sans-serif'
const corner = 6
/** Where more than two hosts stand side by side their letters must do, px. */
const roomForWord = 56

export const drawBoxes = (
  context: CanvasRenderingContext2D,
  {
    scene,
    colours,
    vm,
    now,
    atMs,
  }: {
    readonly scene: Scene
    readonly colours: ColourOf
    readonly vm: HeadVm
    readonly now: VmNow
    readonly atMs: number
  },
): void => {
  context.font = font
  context.textBaseline = 'top'
  context.lineWidth = 1
  context.setLineDash([])
  for (const { name, box } of scene.hosts) {
    rounded(context, box)
    context.fillStyle = colours('--raised')
    context.fill()
    context.strokeStyle = colours('--line')
    context.stroke()
    context.fillStyle = colours('--faint')
    context.fillText(box.width < roomForWord ? name : `host ${name}`, box.x + 8, box.y + 6)
  }
  rounded(context, scene.client)
  context.fillStyle = colours('--raised')
  context.fill()
  context.strokeStyle = colours('--faint')
  context.stroke()
  context.fillStyle = colours('--faint')
  context.fillText('clients', scene.client.x, scene.client.y - 18)
  const going = destination(vm, now, atMs)
  if (going === undefined) return
  const place = scene.vmOn(going.host)
  const full = place.height * going.share
  context.fillStyle = colours('--accent')
  context.globalAlpha = 0.22
  context.fillRect(place.x, place.y + place.height - full, place.width, full)
  context.globalAlpha = 1
  context.setLineDash([3, 3])
  context.strokeStyle = colours('--accent')
  rounded(context, place)
  context.stroke()
  context.setLineDash([])
}

/** Where it goes next, and how much of the way there is done. */
const destination = (
  { phases }: HeadVm,
  { host, startedMs }: VmNow,
  atMs: number,
): { readonly host: string; readonly share: number } | undefined => {
  if (startedMs === null) return undefined
  const into = atMs - startedMs
  let fromMs = 0
  for (const { startMs, durationMs, to } of phases) {
    if (to === undefined) continue
    const endMs = startMs + durationMs
    if (into < endMs) {
      return to === host ? undefined : { host: to, share: Math.max(0, (into - fromMs) / (endMs - fromMs)) }
    }
    fromMs = endMs
  }
  return undefined
}

export const drawVm = (
  context: CanvasRenderingContext2D,
  {
    scene,
    colours,
    box,
    now,
  }: { readonly scene: Scene; readonly colours: ColourOf; readonly box: Box; readonly now: VmNow },
): void => {
  const isAway = now.frozen || now.lost
  context.font = `bold ${font}`
  context.textBaseline = 'middle'
  context.textAlign = 'center'
  rounded(context, box)
  context.fillStyle = colours(isAway ? '--page' : '--accent')
  context.fill()
  if (isAway) hatch(context, box, colours(now.lost ? '--died' : '--blackout'))
  context.strokeStyle = colours(now.lost ? '--died' : isAway ? '--blackout' : '--accent')
  context.lineWidth = 2
  context.setLineDash(now.lost ? [5, 4] : [])
  rounded(context, box)
  context.stroke()
  context.setLineDash([])
  const text = now.lost ? 'lost' : now.frozen ? 'frozen' : 'VM'
  const middle = { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  if (isAway) {
    // Hatching is no ground to read on.
    const wide = context.measureText(text).width + 10
    context.fillStyle = colours('--page')
    context.fillRect(middle.x - wide / 2, middle.y - 10, wide, 20)
  }
  context.fillStyle = colours(isAway ? '--ink' : '--page')
  context.fillText(text, middle.x, middle.y)
  context.textAlign = 'left'
  if (now.phase === 'blackout' && now.wire !== 'none') cutWire(context, scene, box, colours('--blackout'))
}

/** Packets to it get no further than here. */
const cutWire = (context: CanvasRenderingContext2D, _scene: Scene, { x, y, height }: Box, colour: string): void => {
  context.strokeStyle = colour
  context.lineWidth = 3
  context.beginPath()
  context.moveTo(x - 6, y - 2)
  context.lineTo(x - 6, y + height + 2)
  context.stroke()
}

const hatch = (context: CanvasRenderingContext2D, box: Box, colour: string): void => {
  context.save()
  rounded(context, box)
  context.clip()
  context.strokeStyle = colour
  context.globalAlpha = 0.55
  context.lineWidth = 2
  context.beginPath()
  for (let offset = -box.height; offset < box.width; offset += 9) {
    context.moveTo(box.x + offset, box.y + box.height)
    context.lineTo(box.x + offset + box.height, box.y)
  }
  context.stroke()
  context.restore()
}

const rounded = (context: CanvasRenderingContext2D, { x, y, width, height }: Box): void => {
  context.beginPath()
  context.roundRect(x, y, width, height, corner)
}
