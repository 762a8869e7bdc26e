/** How programs put what their kernel told them: strerror's words, the codes themselves, and what well-known programs say instead. */
const networkErrors: readonly (readonly [RegExp, string])[] = [
  [/\bETIMEDOUT\b|(Connection|Operation) timed out(?! after)/i, 'ETIMEDOUT'],
  [/\bECONNRESET\b|Connection reset/i, 'ECONNRESET'],
  [/\bECONNREFUSED\b|Connection refused/i, 'ECONNREFUSED'],
  [/\bEPIPE\b|Broken pipe/i, 'EPIPE'],
  [/\bEHOSTUNREACH\b|No route to host/i, 'EHOSTUNREACH'],
  [/\bENETUNREACH\b|Network is unreachable/i, 'ENETUNREACH'],
  // hiredis says so of ETIMEDOUT (net.c).
  [/\brecv timeout\b/, 'ETIMEDOUT'],
  // libpq says so of ECONNRESET and EPIPE, and also of a connection that was closed (postgresql, src/interfaces/libpq/fe-secure.c).
  [/server closed the connection unexpectedly/, 'ECONNRESET'],
]

/** A timer of the program's own that ran out. */
const timedOut = /time(d)?[ -]?out|timeout|not responding/i

/** Whether a line says something about the network, or about waiting for it in vain. */
export const speaksOfNetwork = (line: string): boolean => any.test(line) || timedOut.test(line)

/** Most lines speak of none: one look at each, since a program may print millions. */
const any = new RegExp(networkErrors.map(([{ source }]) => source).join('|'), 'i')

/** @returns the errno that a line speaks of, by name */
export const networkErrorIn = (line: string): string | undefined =>
  any.test(line) ? networkErrors.find(([pattern]) => pattern.test(line))?.[1] : undefined
