/** What `query-migrate` says, in our words (QEMU, qapi/migration.json, MigrationInfo). */
import type { MigrationReport } from '../../../src/history.js'

interface MigrationInfo {
  readonly status?: string
  readonly 'total-time'?: number
  readonly downtime?: number
  readonly 'setup-time'?: number
  readonly 'cpu-throttle-percentage'?: number
  readonly 'error-desc'?: string
  readonly ram?: {
    readonly transferred: number
    readonly remaining: number
    readonly total: number
    readonly duplicate: number
    readonly normal: number
    readonly mbps: number
    readonly 'dirty-pages-rate': number
    readonly 'dirty-sync-count': number
    readonly 'postcopy-requests': number
  }
}

export const reported = (info: unknown): MigrationReport => {
  const { status = 'none', ram, ...rest } = info as MigrationInfo
  return withoutUndefined({
    status,
    totalMs: rest['total-time'],
    downtimeMs: rest.downtime,
    setupMs: rest['setup-time'],
    throttlePercent: rest['cpu-throttle-percentage'],
    error: rest['error-desc'],
    totalBytes: ram?.total,
    transferredBytes: ram?.transferred,
    remainingBytes: ram?.remaining,
    zeroPages: ram?.duplicate,
    pages: ram?.normal,
    mbitPerS: ram?.mbps,
    dirtyPagesPerS: ram?.['dirty-pages-rate'],
    rounds: ram?.['dirty-sync-count'],
    fetchedPages: ram?.['postcopy-requests'],
  })
}

type Without<T> = { readonly [Key in keyof T]: Exclude<T[Key], undefined> }
const withoutUndefined = <T extends { readonly status: string }>(values: T): Without<T> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Without<T>
