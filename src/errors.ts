/** Errors that somebody can mend: the message says what happened, why, and what to do. Anything else that is thrown is a bug of ours. */

/** The author of the scenario or of the command line must act. Exit status 2; nothing was started. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** The owner of the machine must act: something that outlive needs is missing or forbidden. Exit status 2; nothing was started. */
export class EnvironmentError extends Error {
  override readonly name = 'EnvironmentError'
  /** The exact command or setting that mends it. */
  readonly fix: string

  constructor(message: string, fix: string) {
    super(message)
    this.fix = fix
  }
}

/** Something gave way while it ran: a process was killed, a disk is full. Exit status 3: nothing can be said of what was to be seen; the record says as much as there is. */
export class BrokenRun extends Error {
  override readonly name = 'BrokenRun'
}
