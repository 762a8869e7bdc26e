/**
 * The history is everything that a run saw, one event a line, on one clock: `atMs` is CLOCK_MONOTONIC in milliseconds since
 * the run's origin, the same in every process. Events are facts; what they mean is said by `src/judge`.
 */
import type { Cell } from './cell.js'
import type { CrowdEvent } from './crowd-event.js'
import type { Guest } from './guest.js'
import type { Phase, Topology } from './plan.js'
import type { Need } from './scenario/needs.js'
import type { Profile } from './scenario/profile.js'
import type { ShardOf } from './scenario/shard.js'

/** An error as the program saw it. */
export interface SeenError {
  /** ECONNRESET, ETIMEDOUT … or the protocol library's own code; `null` when it gave none. */
  readonly code: string | null
  readonly message: string
  readonly syscall?: string
}

/** A timer of the session's own that ran out, named as its owner names it. */
export interface FiredTimer {
  readonly owner: 'application' | 'library'
  readonly setting: string
  readonly valueMs: number
}

/** What a session saw. Sent by the client process as it happens. */
export type SessionEvent = { readonly cell: string } & Seen

/** The same without the session that saw it. */
export type Seen = { readonly atMs: number } & (
  | { readonly type: 'connected'; readonly attempt: number; readonly localPort: number; readonly tookMs: number }
  /**
   * Finished exchanges, at most a second's worth an event: [when it ended, how long it took], in order. Of somebody's own program the second is
   * the time since the one before, since nobody sees when it began.
   */
  | { readonly type: 'exchanges'; readonly done: readonly (readonly [endMs: number, tookMs: number])[] }
  /** An exchange, a connect or a silent connection came to nothing. `startedMs`: when the exchange or connect began. */
  | {
      readonly type: 'failed'
      readonly during: 'connect' | 'exchange' | 'idle'
      readonly startedMs: number
      readonly error: SeenError
      /** Of a connect: the client's port. */
      readonly localPort?: number
      readonly timer?: FiredTimer
    }
  /** The client's habit is to connect anew after such an error; this says that it does. */
  | { readonly type: 'reconnecting'; readonly inMs: number }
  /** No more will come of this session. */
  | { readonly type: 'gave-up'; readonly because: string }
  /** The question after the migration, over the session's own socket: are you alive? */
  | { readonly type: 'asked'; readonly alive: boolean; readonly tookMs: number }
  | ({ readonly type: 'audited' } & Audit)
  /** The audit could not be made. */
  | { readonly type: 'audit-failed'; readonly error: SeenError }
  /** Somebody's own program printed a line that speaks of the network. All that it printed is in the record beside this. */
  | { readonly type: 'said'; readonly line: string }
  /** It printed a line that the scenario asks for. */
  | { readonly type: 'watched'; readonly line: string }
  | ({ readonly type: 'ended' } & ProgramEnd)
)

/** How somebody's own client program ended. */
export interface ProgramEnd {
  /** `null` for one that was killed. */
  readonly exit: number | null
  readonly signal: string | null
  /** We ended it, since nothing more was wanted of it. */
  readonly byUs: boolean
  /** Whether it printed what `success: { stdout }` asks for; `null` where that asks for nothing. */
  readonly printed: boolean | null
  /** The last lines that it printed, whichever way. */
  readonly lastLines: readonly string[]
}

/** What became of the data, told by the client from what it wrote and what it reads back. */
export interface Audit {
  /** Exchanges that the service acknowledged. */
  readonly acknowledged: number
  /** Acknowledged, and gone. */
  readonly lost: number
  /** There more than once. */
  readonly duplicated: number
  /** There, and different from what was written. */
  readonly corrupted: number
}

/** The four acts of a blackout, each with when the kernel showed it done. */
export type FreezeAct = 'cut' | 'stopped' | 'plugged' | 'continued'

export type WorldEvent = { readonly atMs: number } & (
  | { readonly type: 'vm'; readonly vm: string; readonly state: VmState; readonly detail?: string }
  /** `real`: the hypervisor does it itself, and how long it takes is measured; otherwise the plan is carried out, phase by phase. */
  | { readonly type: 'migration-started'; readonly vm: string; readonly real?: true }
  | {
      readonly type: 'phase-started' | 'phase-ended'
      readonly vm: string
      readonly index: number
      readonly phase: Phase
    }
  /** `evidence`: what the kernel showed, for instance "port state 0 (disabled)" or "23 threads of 3 processes in state T". */
  | {
      readonly type: 'freeze'
      readonly vm: string
      readonly act: FreezeAct
      readonly askedMs: number
      readonly evidence: string
    }
  /** What of a VM's kernel decides about its connections, as it was read there. */
  | { readonly type: 'vm-kernel'; readonly vm: string; readonly sysctls: Readonly<Record<string, string>> }
  /**
   * By how much a real guest's clocks were behind where they would be had it never been stopped, measured when it ran again. CLOCK_MONOTONIC stands still;
   * the time of day does too, unless somebody sets it right.
   */
  | {
      readonly type: 'guest-clocks'
      readonly vm: string
      readonly monotonicMs: number
      readonly realtimeMs: number
      readonly roundTripMs: number
    }
  /** What QEMU itself said of a migration, from time to time and at its end. */
  | ({ readonly type: 'migration-reported'; readonly vm: string } & MigrationReport)
  | { readonly type: 'moved'; readonly vm: string; readonly to: string }
  /** The host that a VM left ended the connections which end on the host. */
  | { readonly type: 'relay-ended'; readonly vm: string; readonly host: string }
  | { readonly type: 'announced'; readonly vm: string; readonly mac: string }
  /** An announcement of a real guest's place went over the switch. */
  | {
      readonly type: 'announcement-seen'
      readonly vm: string
      readonly mac: string
      readonly what: 'RARP' | 'gratuitous ARP'
    }
  /** A process of ours did not run for `tookMs` up to `atMs` although it wanted to: the host was busy. */
  | { readonly type: 'hiccup'; readonly process: string; readonly tookMs: number }
  /** The kernel's last words on a client's socket, from `ss -E`. */
  | {
      readonly type: 'socket-destroyed'
      readonly profile: string
      readonly localPort: number
      readonly info: Readonly<Record<string, string>>
    }
  /** The same of a VM's sockets: `peer` is the client's address and port. */
  | {
      readonly type: 'vm-socket-destroyed'
      readonly vm: string
      readonly peer: string
      readonly info: Readonly<Record<string, string>>
    }
  /** The kernel's last words on many sockets of a crowd's clients. From when the sessions are ended, only those that tell of retransmissions. */
  | { readonly type: 'sockets-destroyed'; readonly sockets: readonly LastWords[] }
  /** The same of a VM's sockets, only those that tell of retransmissions. */
  | { readonly type: 'vm-sockets-destroyed'; readonly vm: string; readonly sockets: readonly LastWords[] }
  /** What services saw of connections of a crowd that their clients did not simply end. `how` is an error's code, or `service`. */
  | {
      readonly type: 'connections-ended'
      readonly vm: string
      readonly session: string
      readonly ended: readonly (readonly [client: string, atMs: number, how: string])[]
    }
  /** Sockets of a client machine while they live, from `ss -tino`: at the start and the end of phases and a few times within them. Told are those that do not
   * simply talk, whenever something about them is new. */
  | { readonly type: 'sockets-sampled'; readonly profile: string; readonly sockets: readonly SampledSocket[] }
  /** The same of a VM. */
  | { readonly type: 'vm-sockets-sampled'; readonly vm: string; readonly sockets: readonly SampledSocket[] }
  /**
   * A segment that a machine sent again, from a packet capture of its own interface; such events stand at the end of a history. `port` and `peer` are those
   * of the session's client for a client machine, and `peer` the client's for a VM.
   */
  | ({ readonly type: 'sent-again'; readonly what: SentAgainKind; readonly number: number } & (
      | { readonly profile: string; readonly localPort: number; readonly peer: string }
      | { readonly vm: string; readonly peer: string }
    ))
  /** A change in a client machine's neighbour table, from `ip monitor neigh`: REACHABLE, STALE, DELAY, PROBE, INCOMPLETE, FAILED. */
  | {
      readonly type: 'neighbour'
      readonly profile: string
      readonly address: string
      readonly state: string
      readonly mac?: string
    }
  /** What a service saw of a client's connection; `peer` is the client's address and port. */
  | {
      readonly type: 'service-connection'
      readonly vm: string
      readonly session: string
      readonly peer: string
      readonly event: 'accepted' | 'ended'
      /** Who ended it where nothing went wrong: the client, as its FIN says, or the service itself. */
      readonly by?: 'client' | 'service'
      /** Why it ended, where the service's socket had an error. */
      readonly error?: SeenError
    }
  /** Somebody's own service ended although its VM had not: `detail` says how, with its last lines. */
  | { readonly type: 'service-ended'; readonly vm: string; readonly session: string; readonly detail: string }
  /** A client process ended although nobody asked it to. */
  | { readonly type: 'client-lost'; readonly cells: readonly string[]; readonly detail: string }
  /** Something that the run could not have or do, said plainly: a missing sysctl, a mode that the engine cannot play. */
  | { readonly type: 'limit'; readonly text: string }
)

/** QEMU's `query-migrate`, with its times in ms. */
export interface MigrationReport {
  /** `active`, `completed` …; `resumed` for a guest that was saved and runs again. */
  readonly status: string
  readonly totalMs?: number
  readonly downtimeMs?: number
  readonly setupMs?: number
  readonly throttlePercent?: number
  readonly error?: string
  readonly totalBytes?: number
  readonly transferredBytes?: number
  readonly remainingBytes?: number
  /** Pages that were all of one byte, and were sent as that. */
  readonly zeroPages?: number
  /** Pages that were sent whole. */
  readonly pages?: number
  readonly mbitPerS?: number
  readonly dirtyPagesPerS?: number
  readonly rounds?: number
  /** Of a post-copy: pages that the guest had to wait for. */
  readonly fetchedPages?: number
}

/** `client`: its address and port. `info`: what of the TCP_INFO tells, as `ss` writes it. */
export type LastWords = readonly [client: string, atMs: number, info: string]

/** A probe is one of keepalive's, or of a window that is closed. */
export type SentAgainKind = 'SYN' | 'segment' | 'FIN' | 'probe'

export interface SampledSocket {
  readonly localPort: number
  /** Address and port of the other end. */
  readonly peer: string
  /** ESTAB, SYN-SENT … */
  readonly state: string
  /** The timer that runs, as `ss` shows it: "on,8.2sec,5" is retransmission 5, 8.2 s from now; "keepalive,25sec,0". */
  readonly timer?: string
  readonly info: Readonly<Record<string, string>>
}

export type VmState = 'starting' | 'ready' | 'lost' | 'standby' | 'taken-over' | 'gone'

export type HistoryEvent =
  | SessionEvent
  | CrowdEvent
  | WorldEvent
  | {
      readonly type: 'run-started'
      readonly atMs: number
      /** Version of this format. */
      readonly version: typeof historyVersion
      readonly wallClock: string
      readonly name: string
      readonly engine: string
      readonly unaffectedBelowMs: number
      /** How long sessions were to talk before their migration. */
      readonly baselineMs: number
      readonly environment: Environment
      readonly cells: readonly Cell[]
      /** Not in old records, which are of `l2`. */
      readonly topology?: Topology
      readonly profiles: Readonly<Record<string, Profile>>
      /** What the VMs were set to on their own side; not in old records. */
      readonly guest?: Guest
      /** Where it is a part of a scenario. */
      readonly shard?: ShardOf
      /** What else `outlive replay` needs of the scenario as it was resolved; not in old records. */
      readonly settleMs?: number
      readonly needs?: readonly Need[]
      readonly folder?: string
    }
  | {
      readonly type: 'run-ended'
      readonly atMs: number
      readonly reason: 'finished' | 'interrupted' | 'failed'
      readonly detail?: string
    }

/** Of the format; a record of a newer one is refused. */
export const historyVersion = 1

export type EventOf<Type extends HistoryEvent['type']> = Extract<HistoryEvent, { type: Type }>

export const retransmissionSources = ['packet captures', 'samples of ss'] as const
export type RetransmissionSource = (typeof retransmissionSources)[number]

export interface Environment {
  readonly outlive: string
  readonly node: string
  readonly kernel: string
  readonly cores: number
  readonly user: 'root' | 'user namespace' | 'no namespaces'
  /** Where it is known from when something was sent again; left out where it is not known. */
  readonly retransmissionsFrom?: RetransmissionSource
  /** Versions of the Debian and npm packages that the scenario needs, by name; not in old records. */
  readonly packages?: Readonly<Record<string, string>>
}
