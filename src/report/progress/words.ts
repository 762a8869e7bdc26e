/** What a VM is at, in words. */
import type { PhaseKind } from '../../plan.js'
import { count, seconds } from '../amounts.js'
import type { RunView, VmView } from './view.js'

const phases: Readonly<Record<PhaseKind, string>> = {
  brownout: 'copying',
  blackout: 'BLACKOUT',
  'path-repair': 'path repair',
  reboot: 'starting up',
}

/** For a line that is drawn again and again: with the time that is left. */
export const stageNow = ({ stage, sessions }: VmView): string => {
  switch (stage.kind) {
    case 'opening':
      return 'sessions opening'
    case 'phase':
      return `${phases[stage.phase.kind]} ${left(stage.leftMs)}`
    case 'between phases':
      return `moving ${left(stage.leftMs)}`
    case 'back':
      return `back: waiting for ${stage.waitingFor} of ${sessions}`
    case 'settled':
      return 'done'
    case 'gone':
      return 'ended, unplanned'
    default:
      return stage.kind
  }
}

/** For a line that is written once, when the stage begins; `undefined` where the run's own line says it. */
export const stageBegins = ({ stage, sessions, dead }: VmView): string | undefined => {
  switch (stage.kind) {
    case 'phase':
      return `${phases[stage.phase.kind]} for ${seconds(stage.phase.durationMs)}: ${stage.phase.because}`
    case 'back':
      return `back, waiting for ${stage.waitingFor} of ${count(sessions, 'session')}`
    case 'settled':
      return `done, ${count(sessions - dead, 'session')} alive, ${dead} dead`
    case 'gone':
      return 'ended, unplanned'
    default:
      return undefined
  }
}

export const runStage = ({ stage, vms, leftMs }: RunView): string => {
  const sessions = vms.reduce((sum, vm) => sum + vm.sessions, 0)
  const about = leftMs === undefined || leftMs < 0 ? '' : `, about ${Math.ceil(leftMs / 1000)} s left`
  switch (stage) {
    case 'booting':
      return `starting ${count(vms.length, 'VM')}${about}`
    case 'opening':
      return `opening ${count(sessions, 'session')}${about}`
    case 'base line':
      return `base line${about}`
    case 'moving':
      return `migrations under way${about}`
    case 'settling':
      return `waiting for sessions to come back or to die${about}`
    case 'asking':
      return 'asking each session whether it lives, comparing its data'
    case 'ended':
      return 'ended'
  }
}

const left = (ms: number): string => (ms < 0 ? `${seconds(-ms)} late` : `${(ms / 1000).toFixed(1)} s left`)
