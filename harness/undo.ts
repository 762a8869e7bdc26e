/**
 * Undoing what was built, in reverse order. Every undo is pushed before the thing that it undoes exists, each gets a deadline
 * of its own rather than what is left of somebody else's, and one that fails does not keep the others from running.
 */
export interface UndoStack {
  push(name: string, undo: () => Promise<unknown> | unknown): void
  /** Runs all, last pushed first; resolves with what went wrong, in words. May be called again: it finds nothing to do. */
  undoAll(): Promise<string[]>
}

const deadlineMs = 3000

export const undoStack = (): UndoStack => {
  const undos: { name: string; undo: () => Promise<unknown> | unknown }[] = []
  return {
    push: (name, undo) => void undos.push({ name, undo }),
    async undoAll() {
      const problems: string[] = []
      for (let next = undos.pop(); next !== undefined; next = undos.pop()) {
        const { name, undo } = next
        await withDeadline(name, deadlineMs, async () => undo()).catch((error: Error) => problems.push(error.message))
      }
      return problems
    },
  }
}

/** @throws Error naming `what` when `act` has not settled after `ms`. */
export const withDeadline = async <Result>(what: string, ms: number, act: () => Promise<Result>): Promise<Result> => {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what}: not done after ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([act(), late])
  } finally {
    clearTimeout(timer)
  }
}
