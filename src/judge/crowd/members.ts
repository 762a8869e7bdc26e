/** The facts of each session of a crowd, as those of any other session: from what is kept of it, and what kernels and services said of its connections. */
import { crowdProcess } from '../../cell.js'
import type { CrowdMember } from '../../crowd-event.js'
import { groupBy } from '../../group-by.js'
import type { EventOf, HistoryEvent, LastWords, Seen } from '../../history.js'
import { type Absence, absencesOf, inOrder } from '../absence.js'
import type { CellFacts } from '../facts.js'

export interface CrowdFacts {
  readonly told: readonly EventOf<'crowd-told'>[]
  readonly summed: readonly EventOf<'crowd-summed'>[]
  readonly measured: readonly EventOf<'crowd-measured'>[]
  /** By the client's address and port. */
  readonly sockets: ReadonlyMap<string, readonly LastWords[]>
  readonly vmSockets: ReadonlyMap<string, readonly LastWords[]>
  readonly ended: ReadonlyMap<string, readonly EventOf<'connections-ended'>['ended'][number][]>
  /** Of all processes, earliest first. */
  readonly absences: readonly Absence[]
}

/** @returns the facts of a cell that is a crowd */
export const gatherCrowds = (history: readonly HistoryEvent[]): ((cell: CellFacts['cell']) => CrowdFacts) => {
  const all = <Type extends HistoryEvent['type']>(type: Type): EventOf<Type>[] =>
    history.filter((event): event is EventOf<Type> => event.type === type)
  const byClient = <Words extends readonly [string, ...unknown[]]>(words: readonly Words[]): Map<string, Words[]> =>
    groupBy(words, ([client]) => client)
  const sockets = byClient(all('sockets-destroyed').flatMap((event) => event.sockets))
  const absences = absencesOf(all('hiccup'))
  return ({ id, vm }) => {
    const ofVm = <Event extends { readonly vm: string }>(event: Event): boolean => event.vm === vm
    const mine = <Event extends { readonly crowd: string }>(event: Event): boolean => event.crowd === id
    return {
      told: all('crowd-told').filter(mine),
      summed: all('crowd-summed').filter(mine),
      measured: all('crowd-measured').filter(mine),
      sockets,
      vmSockets: byClient(
        all('vm-sockets-destroyed')
          .filter(ofVm)
          .flatMap((event) => event.sockets),
      ),
      ended: byClient(
        all('connections-ended')
          .filter(ofVm)
          .flatMap((event) => event.ended),
      ),
      absences,
    }
  }
}

export interface Member {
  /** In the crowd, from 0 on. */
  readonly number: number
  readonly exchanges: number
  readonly facts: CellFacts
}

/** Of those that are told of; the facts of each are made when it is its turn, since all of them would fill the memory. */
export function* membersOf(cell: CellFacts, crowd: CrowdFacts): Generator<Member> {
  for (const event of crowd.told) {
    const process = crowdProcess(cell.cell, event.part)
    const absences = inOrder([...cell.absences, ...crowd.absences.filter((absence) => absence.process === process)])
    for (const [index, member] of event.members.entries()) {
      const number = event.first + index
      yield { number, exchanges: member[3], facts: factsOf(member, { ...cell, absences }, crowd, event.address) }
    }
  }
}

/** @param cell of the crowd */
const factsOf = (member: CrowdMember, cell: CellFacts, crowd: CrowdFacts, address: string): CellFacts => {
  const [port, atMs, tookMs, , exchanges, asked, audited, others] = member
  const { id, vm, profile, session } = cell.cell
  const of = <Type extends Seen['type']>(type: Type) =>
    others
      .filter((event): event is Extract<Seen, { type: Type }> => event.type === type)
      .map((event) => ({ ...event, cell: id }))
  const first = { type: 'connected', cell: id, attempt: 1, localPort: port, atMs, tookMs } as const
  const connected = [...(port === 0 ? [] : [first]), ...of('connected')]
  const failures = of('failed')
  const clients = [...connected, ...failures].flatMap(({ localPort }) =>
    localPort === undefined ? [] : [`${address}:${localPort}`],
  )
  const wordsOn = <Words>(words: ReadonlyMap<string, readonly Words[]>): Words[] =>
    [...new Set(clients)].flatMap((client) => words.get(client) ?? [])
  return {
    ...cell,
    connected,
    exchanges,
    failures,
    reconnecting: of('reconnecting'),
    gaveUp: of('gave-up').at(-1),
    asked: asked === null ? undefined : askedOf(asked, id),
    audited: audited === null ? undefined : auditedOf(audited, id),
    auditFailed: of('audit-failed').at(-1),
    // Of a process that was lost nothing is told.
    clientLost: undefined,
    sockets: wordsOn(crowd.sockets).map(([client, atMs, info]) => ({
      type: 'socket-destroyed',
      atMs,
      profile,
      localPort: Number(client.slice(client.lastIndexOf(':') + 1)),
      info: readInfo(info),
    })),
    vmSockets: wordsOn(crowd.vmSockets).map(([peer, atMs, info]) => ({
      type: 'vm-socket-destroyed',
      atMs,
      vm,
      peer,
      info: readInfo(info),
    })),
    serviceSaw: wordsOn(crowd.ended).map(([peer, atMs, how]) => ({
      type: 'service-connection',
      atMs,
      vm,
      session,
      peer,
      event: 'ended',
      ...(how === 'service' ? { by: 'service' } : { error: { code: how, message: how } }),
    })),
  }
}

const askedOf = ([atMs, alive, tookMs]: NonNullable<CrowdMember[5]>, cell: string): EventOf<'asked'> => ({
  type: 'asked',
  cell,
  atMs,
  alive,
  tookMs,
})

const auditedOf = (
  [atMs, acknowledged, lost, duplicated, corrupted]: NonNullable<CrowdMember[6]>,
  cell: string,
): EventOf<'audited'> => ({ type: 'audited', cell, atMs, acknowledged, lost, duplicated, corrupted })

/** `rto:9728 retrans:1/5` → { rto: '9728', retrans: '1/5' } */
const readInfo = (words: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    words.split(' ').flatMap((word) => {
      const at = word.indexOf(':')
      return at > 0 ? [[word.slice(0, at), word.slice(at + 1)]] : []
    }),
  )
