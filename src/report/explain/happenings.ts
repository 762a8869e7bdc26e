/** What happened to a session, one thing after another, from what its own client, kernels, services and its VM saw. */
import type { SeenError } from '../../history.js'
import { dueMs } from '../../judge/causes/ss-timer.js'
import type { AchievedPhase } from '../../judge/facts.js'
import { endInWords } from '../../judge/program-end.js'
import { speaksOfNetwork } from '../../network-errors.js'
import type { PhaseKind } from '../../plan.js'
import type { CellResult } from '../../result.js'
import { count, seconds } from '../amounts.js'
import { phaseName } from '../plan/chart.js'
import type { Told } from './told.js'

export interface Happening {
  /** From the start of the migration. */
  readonly atMs: number
  readonly who: 'VM' | 'client' | 'kernel' | 'VM kernel' | 'lost VM' | 'service' | 'network'
  readonly what: string
}

export const happenings = (told: Told): Happening[] =>
  [phases, connections, talk, program, failures, resent, probes, timers, lastWords, service, network, ending]
    .flatMap((some) => some(told))
    .sort((a, b) => a.atMs - b.atMs)

type Some = (told: Told) => Happening[]

const begins: Readonly<Record<PhaseKind, string>> = {
  brownout: 'runs with less of its CPU',
  blackout: 'falls silent',
  'path-repair': 'runs, but the network has not found it yet',
  reboot: 'a new network stack has the address',
}

const phases: Some = ({ seen, result: { achieved, control, endsOn }, sinceStart }) => [
  ...(seen.vm.startedMs === undefined ? [] : [vm(0, `the migration ${control ? 'of the other VMs ' : ''}starts`)]),
  ...phasesToTell(achieved, seen.vm.phases),
  ...(endsOn === 'guest' ? [] : seen.vm.relayEnded).map(({ atMs, host }) =>
    vm(sinceStart(atMs), `${host}, which the VM has left, ends the connections that end on it`),
  ),
  ...(seen.vm.gone === undefined ? [] : [vm(0, `ended at some time, unplanned: ${seen.vm.gone}`)]),
]

type Achieved = CellResult['achieved']

/** Of more, the first and the last few. */
const mostPhases = 10
const fewPhases = 3

const phasesToTell = (achieved: Achieved, planned: readonly AchievedPhase[]): Happening[] => {
  const each = achieved.map((phase, index) => onePhase(phase, planned[index]?.planned.because))
  if (each.length <= mostPhases) return each.flat()
  const [between, last] = [achieved.slice(fewPhases, -fewPhases), each.slice(-fewPhases)]
  const more = between
    .map(({ startMs }) => vm(startMs, `${between.length} more phases follow, as drawn above`))
    .slice(0, 1)
  return [...each.slice(0, fewPhases), more, ...last].flat()
}

const onePhase = (phase: Achieved[number], because: string | undefined): Happening[] => {
  const begun = vm(
    phase.startMs,
    `${begins[phase.kind]} (${phaseName(phase)})${because === undefined ? '' : `: ${because}`}`,
  )
  if (phase.durationMs === null) return [begun, vm(phase.startMs, `the end of its ${phase.kind} was not seen`)]
  if (phase.kind === 'brownout') return [begun]
  const over = phase.kind === 'blackout' ? 'is back after' : `${phase.kind} is over after`
  return [begun, vm(phase.startMs + phase.durationMs, `${over} ${seconds(phase.durationMs)}`)]
}

const vm = (atMs: number, what: string): Happening => ({ atMs, who: 'VM', what })

const connections: Some = ({ seen, sinceStart }) => [
  ...seen.connected.map(
    ({ atMs, attempt, localPort, tookMs }): Happening => ({
      atMs: sinceStart(atMs),
      who: 'client',
      what: `connected${attempt > 1 ? ' anew' : ''} from port ${localPort}, in ${seconds(tookMs)}`,
    }),
  ),
  ...seen.reconnecting.map(
    ({ atMs, inMs }): Happening => ({
      atMs: sinceStart(atMs),
      who: 'client',
      what: `is going to connect anew ${inMs === 0 ? 'at once' : `in ${seconds(inMs)}`}`,
    }),
  ),
]

/** The exchanges beside the long waits, and these. */
const talk: Some = ({ seen: { exchanges }, sinceStart, unaffectedBelowMs }) =>
  exchanges.flatMap(([endMs, tookMs]): Happening[] =>
    tookMs <= unaffectedBelowMs
      ? []
      : [
          { atMs: sinceStart(endMs - tookMs), who: 'client', what: 'begins an exchange that is not answered soon' },
          { atMs: sinceStart(endMs), who: 'client', what: `has its answer at last, after ${seconds(tookMs)}` },
        ],
  )

const failures: Some = ({ seen, result: { shape }, sinceStart }) =>
  seen.failures.flatMap(({ atMs, startedMs, during, error, timer }): Happening[] => {
    const begun = shape === 'listening' ? 'listens for what does not come' : 'begins the exchange that fails'
    const waited = seconds(atMs - startedMs)
    const ran =
      timer === undefined ? '' : `: a timer of the ${timer.owner}, ${timer.setting} of ${seconds(timer.valueMs)}`
    const how = {
      connect: `connecting, after ${waited}`,
      exchange: `after ${waited} without an answer`,
      idle: 'while idle',
    }
    return [
      ...(during === 'exchange'
        ? [{ atMs: sinceStart(startedMs), who: 'client' as const, what: begun }]
        : during === 'connect'
          ? [{ atMs: sinceStart(startedMs), who: 'client' as const, what: 'begins to connect' }]
          : []),
      { atMs: sinceStart(atMs), who: 'client', what: `${errorInWords(error)} ${how[during]}${ran}` },
    ]
  })

/** "ETIMEDOUT (read ETIMEDOUT)" */
const errorInWords = ({ code, message }: SeenError): string => (code === null ? message : `${code} (${message})`)

const resent: Some = ({ resent }) =>
  resent.map(({ atMs, number, seen, rtoMs }, index) => {
    const reckoned = index === 0 ? 'reckoned: each wait is twice the one before' : 'reckoned'
    return {
      atMs,
      who: 'kernel',
      what: `sends it again, time ${number}${!seen ? ` (${reckoned})` : rtoMs === undefined ? '' : `; its timer runs for ${seconds(rtoMs)} now`}`,
    }
  })

const probes: Some = ({ seen: { sentAgain }, sinceStart }) =>
  sentAgain.flatMap(({ atMs, what, number }) =>
    what === 'probe'
      ? [{ atMs: sinceStart(atMs), who: 'kernel' as const, what: `sends probe ${number}: is anybody there?` }]
      : [],
  )

/** Timers other than for retransmission, whenever another runs or has fired once more. */
const timers: Some = ({ seen: { samples }, sinceStart }) =>
  samples.flatMap(({ atMs, localPort, timer }, index): Happening[] => {
    const [name, , fired] = (timer ?? '').split(',')
    if (timer === undefined || name === undefined || ['', 'on', 'timewait'].includes(name)) return []
    const [nameBefore, , firedBefore] = (
      samples.slice(0, index).findLast((each) => each.localPort === localPort)?.timer ?? ''
    ).split(',')
    if (name === nameBefore && fired === firedBefore) return []
    const due = dueMs(timer)
    return [
      {
        atMs: sinceStart(atMs),
        who: 'kernel',
        what: `runs the ${name} timer of port ${localPort}, fired ${fired ?? 0} times${due === undefined ? '' : `, due in ${seconds(due)}`}`,
      },
    ]
  })

/** What somebody's own programs said, and how they ended. */
const program: Some = ({ seen: { said, watched, ended, serviceEnded }, sinceStart }) => [
  // A line that speaks of the network may have been asked for as well.
  ...[...said, ...watched.filter(({ line }) => !speaksOfNetwork(line))].map(
    ({ atMs, line }): Happening => ({ atMs: sinceStart(atMs), who: 'client', what: `prints «${line}»` }),
  ),
  ...[serviceEnded].flatMap((event): Happening[] =>
    event === undefined
      ? []
      : [{ atMs: sinceStart(event.atMs), who: 'service', what: event.detail.split('\n').join(' ') }],
  ),
  ...[ended].flatMap((event): Happening[] =>
    event === undefined
      ? []
      : [
          {
            atMs: sinceStart(event.atMs),
            who: 'client',
            what: event.byUs ? 'is ended, nothing more being wanted of it' : endInWords(event),
          },
        ],
  ),
]

const wordsOfInterest = ['retrans', 'backoff', 'rto', 'lastsnd', 'lastrcv', 'unacked'] as const

const inWords = (info: Readonly<Record<string, string>>): string =>
  wordsOfInterest.flatMap((key) => (info[key] === undefined ? [] : [`${key}:${info[key]}`])).join(' ') ||
  'nothing sent again'

/** Sockets of a machine that was lost, of whose end a real one says nothing. */
const isLostVms = ({ cell, vm, connected }: Told['seen'], peer: string): boolean =>
  cell.plan.outcome === 'replaced' &&
  connected.some(({ atMs, localPort }) => atMs < (vm.startedMs ?? 0) && peer.endsWith(`:${localPort}`))

const lastWords: Some = ({ seen, sinceStart }) => [
  ...seen.sockets.map(
    ({ atMs, localPort, info }): Happening => ({
      atMs: sinceStart(atMs),
      who: 'kernel',
      what: `destroys the socket of port ${localPort} (${inWords(info)})`,
    }),
  ),
  ...seen.vmSockets.map(
    ({ atMs, peer, info }): Happening => ({
      atMs: sinceStart(atMs),
      who: isLostVms(seen, peer) ? 'lost VM' : 'VM kernel',
      what: `destroys its socket to ${peer} (${inWords(info)})`,
    }),
  ),
]

const service: Some = ({ seen, sinceStart }) =>
  seen.serviceSaw.map(({ atMs, event, peer, error }) => ({
    atMs: sinceStart(atMs),
    who: 'service',
    what:
      event === 'accepted'
        ? `accepts the connection from ${peer}`
        : `sees the connection from ${peer} end${error === undefined ? '' : `: ${errorInWords(error)}`}`,
  }))

const network: Some = ({ seen, sinceStart }) =>
  seen.neighbours.map(({ atMs, address, state, mac }) => ({
    atMs: sinceStart(atMs),
    who: 'network',
    what: `the client machine's neighbour table: ${address} is ${state}${mac === undefined ? '' : ` at ${mac}`}`,
  }))

const ending: Some = ({ seen, sinceStart }) => {
  const { gaveUp, asked, audited, auditFailed, clientLost } = seen
  const of = (event: { readonly atMs: number } | undefined, what: () => string): Happening[] =>
    event === undefined ? [] : [{ atMs: sinceStart(event.atMs), who: 'client', what: what() }]
  return [
    ...of(gaveUp, () => `gives up: ${gaveUp?.because}`),
    ...of(clientLost, () => `the client program ended: ${clientLost?.detail}`),
    // Nobody asks somebody's own program.
    ...of(
      seen.cell.command === undefined ? asked : undefined,
      () => `asked over its own socket whether it is alive: ${asked?.alive ? 'yes' : 'no'}`,
    ),
    ...of(audited, () => {
      const { acknowledged = 0, lost = 0, duplicated = 0, corrupted = 0 } = audited ?? {}
      return `data compared: ${count(acknowledged, 'exchange')} acknowledged; ${lost} lost, ${duplicated} duplicated, ${corrupted} corrupted`
    }),
    ...of(
      auditFailed,
      () => `data could not be compared: ${errorInWords(auditFailed?.error ?? { code: null, message: '' })}`,
    ),
  ]
}
