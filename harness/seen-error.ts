import type { SeenError } from '../src/history.js'

export const seenError = (error: Error): SeenError => {
  const { code, message, syscall } = error as NodeJS.ErrnoException
  return { code: code ?? null, message, ...(syscall === undefined ? {} : { syscall }) }
}
