/** Google Compute Engine: live migrations in the system event audit log. */
import { z } from 'zod'
import { UsageError } from '../errors.js'
import { readJson } from './json.js'
import { type LogFormat, lineOf, type PauseWindow } from './log.js'

const entry = z.looseObject({
  timestamp: z.string(),
  protoPayload: z.looseObject({ methodName: z.string(), resourceName: z.string().optional() }),
  operation: z.looseObject({ id: z.string(), first: z.boolean().optional(), last: z.boolean().optional() }).optional(),
})
const migrates = /migrateOnHostMaintenance$/

export const gce: LogFormat = {
  summary: 'Google Compute Engine: audit log entries of compute.instances.migrateOnHostMaintenance (JSON)',
  writtenFrom:
    'system_event entries of Cloud Logging as of 2024. They tell when a migration began and ended, not for how long the VM was paused: that lies somewhere within. The sample was made by hand.',
  recognises: (text) => entriesOf(text).length > 0,
  read(text) {
    const all = entriesOf(text)
    const moves = all.filter(({ protoPayload }) => migrates.test(protoPayload.methodName))
    const found = moves
      .filter(({ operation }) => operation?.first === true)
      .flatMap(({ operation, timestamp, protoPayload }): PauseWindow[] => {
        const last = moves.find((other) => other.operation?.id === operation?.id && other.operation?.last === true)
        if (last === undefined || operation === undefined) return []
        const vm = protoPayload.resourceName?.split('/').at(-1)
        const ms = Date.parse(last.timestamp) - Date.parse(timestamp)
        return [
          {
            ms,
            line: lineOf(text, operation.id),
            at: timestamp,
            ...(vm && { vm }),
            what: 'live migration, from its first entry to its last',
            sure: 'at most',
          },
        ]
      })
      .filter(({ ms }) => ms > 0)
    if (found.length > 0) return found
    const kinds = [...new Set(all.map(({ protoPayload }) => protoPayload.methodName))].join(', ')
    throw new UsageError(
      moves.length > 0
        ? 'its migrations have no first and last entry, so nothing says how long they took'
        : `its entries are ${kinds}; expected compute.instances.migrateOnHostMaintenance`,
    )
  },
}

const entriesOf = (text: string) =>
  (readJson(text) ?? []).flat().flatMap((value) => {
    const parsed = entry.safeParse(value)
    return parsed.success ? [parsed.data] : []
  })
