/** Asks somebody's own command what became of the data. */
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Audit } from '../../src/history.js'
import { type ShellLine, startShell } from './shell.js'

/** It may have to wait for a database that is busy. */
const auditMs = 30_000

const words = ['acknowledged', 'lost', 'duplicated', 'corrupted'] as const

/** @throws Error when the command fails, says nothing that is understood, or takes too long */
export const audited = async (line: ShellLine): Promise<Audit> => {
  const child = startShell(line)
  const status = new Promise<number | null>((resolve, reject) => child.once('close', resolve).once('error', reject))
  const late = sleep(auditMs, undefined, { ref: false }).then(() => {
    child.kill('SIGKILL')
    throw new Error(`the audit was not done after ${auditMs / 1000} s`)
  })
  const [out, err, ended] = await Promise.race([Promise.all([text(child.stdout), text(child.stderr), status]), late])
  if (ended !== 0) throw new Error(`the audit ended with status ${ended}: ${err.trim() || out.trim()}`)
  return readAudit(out)
}

/** `lost 2`, `duplicated: 1`, a line each; what is not said is 0. @throws Error when none of them is said */
export const readAudit = (out: string): Audit => {
  const said = Object.fromEntries(
    words.flatMap((word) => {
      const [, number] = new RegExp(`^\\s*${word}\\s*[:=]?\\s*(\\d+)\\s*$`, 'm').exec(out) ?? []
      return number === undefined ? [] : [[word, Number(number)]]
    }),
  )
  if (Object.keys(said).length === 0) {
    throw new Error(
      `the audit printed ${JSON.stringify(out.slice(0, 200))}; expected a line like "duplicated 1", with ${words.join(', ')}`,
    )
  }
  return { acknowledged: 0, lost: 0, duplicated: 0, corrupted: 0, ...said }
}
