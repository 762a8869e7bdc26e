/** What `src/tcp` says, beside what this kernel does: real cases, with short timers, all at once. */
import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, test } from 'vitest'
import type { Attempts } from '../../src/tcp/attempts.js'
import { nodeKeepalive, probing } from '../../src/tcp/keepalive.js'
import { silentNeighbour } from '../../src/tcp/neighbour.js'
import { retransmit } from '../../src/tcp/retransmission.js'
import { linuxRtoMs } from '../../src/tcp/rto.js'
import { stackOf } from '../../src/tcp/stack.js'
import { connecting } from '../../src/tcp/syn.js'
import { typically } from '../../src/tcp/timer.js'
import { retransmitFor } from '../../src/tcp/user-timeout.js'
import { probeWindow } from '../../src/tcp/zero-window.js'
import { type Case, cases } from './cases.js'
import { kernelHz } from './kernel-hz.js'

interface Played {
  readonly name: string
  readonly sentMs: readonly number[]
  readonly said?: string
  readonly endedMs?: number
}

const root = process.getuid?.() === 0
const enter = [
  ...(root ? [] : ['--user', '--map-root-user']),
  '--net',
  '--mount',
  '--pid',
  '--fork',
  '--kill-child',
  '--mount-proc',
]
const canEnter = spawnSync('unshare', [...enter, 'true']).status === 0
const hasPython = spawnSync('python3', ['--version']).status === 0
const wire = fileURLToPath(new URL('wire.mjs', import.meta.url))

const playable = Object.entries(cases).filter(([, { command }]) => command === undefined || hasPython)
const played: readonly Played[] = []

describe.skipIf(!canEnter)('this kernel, in namespaces', () => {})
