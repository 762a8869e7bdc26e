/** The list of engines: the one place where an engine is named. */
import type { Engine } from './engine.js'
import { loopback } from './loopback.js'
import { netns } from './netns.js'
import { qemu } from './qemu.js'

export const engines = { netns, qemu, loopback } satisfies Record<string, Engine>
export type EngineName = keyof typeof engines
