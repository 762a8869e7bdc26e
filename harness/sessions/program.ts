/**
 * The two ends of a session as a VM and a client process run them: of a kind that comes in the box (`kind.ts`), or of somebody's own programs
 * (`harness/command`).
 */
import { mkdirSync } from 'node:fs'
import type { Cell } from '../../src/cell.js'
import type { CommandSession } from '../../src/scenario/command.js'
import type { SessionToHold } from '../client/messages.js'
import { type HeldSession, holdSession, type Say } from '../client/session.js'
import type { Clock } from '../clock.js'
import { holdCommand } from '../command/hold.js'
import { serveCommand } from '../command/serve.js'
import { type SessionKindName, sessionKinds } from './index.js'
import type { ServeAt } from './kind.js'

/** Which session is meant. */
export interface SessionWanted {
  readonly kind: string
  readonly command?: CommandSession
}

/** All cells of a session have the same programs. */
export const wantedOf = (kind: string, [cell]: readonly Cell[]): SessionWanted => ({
  kind,
  ...(cell?.command && { command: cell.command }),
})

/** Where a session's ends run. */
export interface Around {
  readonly clock: Clock
  /** A folder that vanishes with the run. */
  readonly scratch: string
  /** The folder of the record that gets what programs print. */
  readonly output: string
  /** The VM's name; a client has none. */
  readonly vm?: string
  /** The service ended although nobody asked it to. */
  lost?(atMs: number, detail: string): void
}

export interface SessionProgram {
  /** TCP port that the service listens on; 0 where only the service knows. */
  readonly port: number
  /** Resolves when it listens. */
  serve(at: ServeAt, around: Around): Promise<unknown>
  hold(session: SessionToHold, around: Around, say: Say): HeldSession
}

/** What it needs is loaded when this resolves. */
export const programOf = async ({ kind: name, command }: SessionWanted): Promise<SessionProgram> => {
  if (command !== undefined) {
    return {
      port: command.service.ready.port ?? 0,
      serve: (at, around) => serveCommand(command, at, around),
      hold: (session, around, say) => holdCommand(session, command, around, say),
    }
  }
  const kind = await sessionKinds[name as SessionKindName]()
  return {
    port: kind.port,
    serve(at) {
      mkdirSync(at.dataDir, { recursive: true })
      return kind.serve(at)
    },
    hold: (session, { clock }, say) => holdSession(session, kind, clock, say),
  }
}
