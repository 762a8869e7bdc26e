/** What scenarios are made of that are as short as tests want them. */
import { fileURLToPath } from 'node:url'

export const fixture = (name: string): string =>
  fileURLToPath(new URL(`../real/fixtures/${name}.yaml`, import.meta.url))

/** Client machines with timers that are scaled down. */
export const own = (...names: readonly string[]): string[] => names.map((name) => fixture(`causes/${name}`))

export const pause = (ms: number, more: Record<string, number> = {}) => ({
  name: 'quick-migration',
  as: `pause-${ms}ms${Object.values(more).join('')}`,
  with: { handOverMs: ms, ...more },
})

export const base = { memory: ['1 MiB'], sessions: ['echo' as const], baseline: '1 s' }
