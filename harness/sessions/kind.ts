/**
 * A session kind is a real protocol, its service and its client side by side in one file, so that they cannot disagree. To add
 * one, copy `none.ts` to `harness/sessions/<kind>.ts` and name it in `index.ts`.
 *
 * A kind only knows its protocol. Pace, timing, timers, reconnecting and what goes into the history are written once, in
 * `harness/client/session.ts`, which drives every kind's client:
 *
 *     connect → exchange(1) → exchange(2) → …  → (the migration) → … → exchange(n) = "are you alive?" → audit → close
 *                    └─ failed, and the profile reconnects on such an error: connect → exchange(the same, retry: true)
 */
import type { Socket } from 'node:net'
import type { Audit, EventOf } from '../../src/history.js'

export interface SessionKind {
  readonly summary: string
  /** TCP port that the service listens on in its VM. */
  readonly port: number
  /** An exchange is due this often, in ms; the next waits for the one before. */
  readonly paceMs: number
  /** Runs in the VM. Resolves when it listens. Rejects with what is wrong: EADDRINUSE, a program that is missing. */
  serve(at: ServeAt): Promise<Service>
  /** Runs in the client process, once per session. Does not connect yet. */
  client(to: ClientTo): SessionClient
}

export interface ServeAt {
  readonly host: string
  readonly port: number
  /** Told what the service sees of its clients' connections. */
  saw?(connection: SeenConnection): void
  /** A Unix socket where the VM's host reaches the service too, past the VM's network. */
  readonly path?: string
  /**
   * The service's own folder on the VM's disk. It exists; after a failover it holds what the lost machine left there, so a
   * service finds its data again.
   */
  readonly dataDir: string
}

/** Of a connection by way of the VM's network: `peer` is the client's address and port. */
export type SeenConnection = Pick<EventOf<'service-connection'>, 'peer' | 'event' | 'by' | 'error'>

export interface Service {
  close(): Promise<void>
}

export interface ClientTo {
  /** Tells this session's data from that of others in the same service: letters, digits and dashes. */
  readonly id: string
  readonly host: string
  readonly port: number
  /**
   * Opens the session's TCP connection. Every socket of a session comes from here, so that its port, its errors and its
   * SO_KEEPALIVE are seen and set in one place. Rejects with the socket's error.
   */
  dial(): Promise<Socket>
  /**
   * To be called when an established connection ends or breaks while no exchange waits for it. The error should be the socket's own
   * (with `code`), not a wrapper's.
   */
  broken(error: Error): void
}

/**
 * One session's client. Calls never overlap. Every promise settles when its socket ends: with the socket's error where it had
 * one (`code` ETIMEDOUT, ECONNRESET …), else with an Error that says in words what ended it. None has a timer of its own.
 */
export interface SessionClient {
  /** Dials, does the protocol's handshake, and on a reconnect finds the place to carry on. */
  connect(): Promise<void>
  /**
   * One exchange: something is sent, and the service's answer to it is there and right. `n` counts from 1. With `retry`, the exchange was
   * begun on an earlier connection and nobody knows whether it took effect: it must not be done twice.
   */
  exchange(n: number, retry: boolean): Promise<void>
  /**
   * For the shape `listening`, on a connection that is there: asks the service to push something every `paceMs` from now on, push `from` first, so that
   * a client which connects anew carries on where it stopped. (A console's lines come at a pace of their own: `console-loop.ts`.)
   */
  subscribe(from: number): Promise<void>
  /** Waits for the next push and checks it. The one call that an `exchange` on the same connection may overlap. */
  pushed(): Promise<void>
  /**
   * Compares what the service holds with what it acknowledged, over the connection as it is, else over one that it dials for the purpose.
   */
  audit(): Promise<Audit>
  /** Ends the connection and frees everything, at once. */
  close(): void
}
