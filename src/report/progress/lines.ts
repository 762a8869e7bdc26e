/** Progress where there is no terminal: a line for each change, with the time it happened. */
import { seconds } from '../amounts.js'
import type { Pen } from '../pen.js'
import type { RunView, VmView } from './view.js'
import { runStage, stageBegins } from './words.js'

export const changes = (before: RunView | undefined, after: RunView, pen: Pen): string[] => {
  const lines: string[] = []
  const say = (text: string) => lines.push(`${seconds(after.atMs).padStart(8)}  ${pen.say(text)}`)
  if (after.stage !== before?.stage) say(`${after.name}: ${runStage(after)}`)
  for (const vm of after.vms) {
    const earlier = before?.vms.find(({ name }) => name === vm.name)
    const begins = stageBegins(vm)
    const isNew = before === undefined || earlier === undefined || key(earlier, before.atMs) !== key(vm, after.atMs)
    if (begins !== undefined && isNew) say(`${vm.name}: ${begins}`)
  }
  return lines
}

/** A plan of more phases than this is a long series: a line now and then will do. */
const mostPhases = 40
const nowAndThenMs = 10_000

const key = ({ stage, phases }: VmView, atMs: number): string => {
  const isMoving = stage.kind === 'phase' || stage.kind === 'between phases'
  if (isMoving && phases > mostPhases) return `moving ${Math.floor(atMs / nowAndThenMs)}`
  return stage.kind === 'phase' ? `${stage.phase.kind} ${stage.phase.startMs}` : stage.kind
}
