/** The list of session kinds: the one place where a kind is named. See `kind.ts` for the contract and how to add one. */
import type { SessionName } from '../../src/cell.js'
import type { SessionKind } from './kind.js'

/** Loaded on demand: a client process or a VM needs only the protocols that it speaks. */
export const sessionKinds = {
  none: async () => (await import('./none.js')).none,
  echo: async () => (await import('./echo.js')).echo,
  'file-copy': async () => (await import('./file-copy.js')).fileCopy,
  console: async () => (await import('./console.js')).console_,
  database: async () => (await import('./database.js')).database,
} satisfies Record<SessionName, () => Promise<SessionKind>>

export type SessionKindName = keyof typeof sessionKinds
