/** Runs a program to see whether it works. It never fails and never waits for long. */
import { execFile } from 'node:child_process'

const deadlineMs = 20_000

export interface Attempt {
  readonly ok: boolean
  /** All that it wrote, on both channels. */
  readonly said: string
  /** It did not come to its end, so nobody knows what it can do. */
  readonly unknown?: { readonly detail: string; readonly fix: string }
}

const tooBusy = {
  detail: `no answer after ${deadlineMs / 1000} s: this machine is too busy`,
  fix: 'try again when less is going on here; `uptime` tells',
}

export const cutShort = {
  detail: 'not known: what tries it was ended by somebody before it could tell',
  fix: 'try again; when it happens again, `dmesg` tells whether programs are ended here for want of memory',
}

export const attempt = (file: string, args: readonly string[]): Promise<Attempt> =>
  new Promise((resolve) => {
    const options = {
      timeout: deadlineMs,
      killSignal: 'SIGKILL',
      // What it says is looked at.
      env: { ...process.env, LC_ALL: 'C' },
    } as const
    const { stdin } = execFile(file, args, options, (error, stdout, stderr) => {
      const unknown = error?.killed ? tooBusy : error?.signal ? cutShort : undefined
      if (unknown !== undefined) return resolve({ ok: false, said: unknown.detail, unknown })
      // That it could not be started is all there is to say of it.
      const notStarted = typeof error?.code === 'string' ? error.message : ''
      resolve({ ok: error === null, said: `${stdout}${stderr}`.trimEnd() || notStarted })
    })
    stdin?.end()
  })
