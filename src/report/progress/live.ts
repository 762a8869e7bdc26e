/** Progress for a terminal: the run, and a line for each VM with a sign for each of its sessions; drawn again and again. */
import { seconds } from '../amounts.js'
import type { Paint, Pen } from '../pen.js'
import type { RunView, SessionStage, VmView } from './view.js'
import { runStage, stageNow } from './words.js'

/** "back: waiting for 3 of 8", "5 alive 1 silent 2 dead" */
const stageWidth = 26
const countsWidth = 23
const gap = '  '

/** @param rows of the terminal: where not all VMs fit, the last ones are only counted */
export const live = (view: RunView, pen: Pen, rows: number): string => {
  const room = pen.columns - 1
  const names = view.vms.map(({ name }) => pen.say(name))
  const nameWidth = Math.max(
    8,
    Math.min(Math.max(...names.map(({ length }) => length)), room - stageWidth - countsWidth - 6),
  )
  const shown = view.vms.slice(0, view.vms.length + 2 > rows ? Math.max(1, rows - 3) : view.vms.length)
  const more = view.vms.length - shown.length
  const most = Math.max(...shown.map(({ each }) => each.length))
  const lines = shown.map((vm) => {
    const name = cut(pen.say(vm.name), nameWidth, pen).padEnd(nameWidth)
    const plain = `  ${name}  ${stageNow(vm).padEnd(stageWidth)}  `
    return plain.length + countsWidth > room
      ? cut(plain.trimEnd(), room, pen)
      : `${paintFor(vm, pen)(plain)}${signs(vm, most + gap.length + plain.length + countsWidth > room ? 0 : most, pen)}${counts(vm, pen)}`
  })
  return [
    cut(`${pen.say(view.name)}: ${seconds(view.atMs)}, ${runStage(view)}`, room, pen),
    ...lines,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}

/** A sign each, where those of all VMs fit. */
const signs = ({ each }: VmView, width: number, { paint, signs, verdicts }: Pen): string => {
  if (width === 0) return ''
  const drawn: Readonly<Record<SessionStage, string>> = {
    unopened: paint.dim(signs.dot),
    alive: paint.green(signs.good),
    silent: paint.yellow(verdicts.stalled.glyph),
    dead: paint.red(signs.bad),
  }
  return `${each.map((stage) => drawn[stage]).join('')}${' '.repeat(width - each.length)}${gap}`
}

const counts = ({ alive, silent, dead }: VmView, { paint }: Pen): string =>
  [
    ...(alive + silent + dead > 0 ? [paint.green(`${alive} alive`)] : []),
    ...(silent > 0 ? [paint.yellow(`${silent} silent`)] : []),
    ...(dead > 0 ? [paint.red(`${dead} dead`)] : []),
  ].join(' ')

const paintFor = ({ stage }: VmView, { paint }: Pen): Paint => {
  if (stage.kind === 'phase' && stage.phase.kind === 'blackout') return paint.bold
  return stage.kind === 'settled' || stage.kind === 'not moved' ? paint.dim : String
}

const cut = (text: string, width: number, { signs }: Pen): string =>
  text.length <= width ? text : `${text.slice(0, Math.max(0, width - signs.ellipsis.length))}${signs.ellipsis}`
