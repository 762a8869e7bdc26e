/**
 * Preloaded into every process of a run: tells time and again what of its heap is alive. Memory as the system counts it grows as long as nobody
 * collects garbage; what is alive after a collection grows only if something is kept.
 */
import { randomUUID } from 'node:crypto'
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

const folder = process.env.OUTLIVE_LIVE_HEAP
const everyMs = 5000

setFlagsFromString('--expose-gc')
const collect = runInNewContext('gc')
const [, script = 'node'] = process.argv
const name = script.split('/').slice(-2).join('-').replace('.js', '')
const file = join(folder, `${name} ${randomUUID().slice(0, 4)}`)

setInterval(() => {
  collect()
  const { heapUsed, external } = process.memoryUsage()
  appendFileSync(file, `${Date.now()} ${heapUsed + external}\n`)
}, everyMs).unref()
