/**
 * Writes a guest's memory at a set rate, in a thread of its own: a byte in each page that is due, for a page is what a migration copies. Pages lie
 * anywhere in the hot set, and at another rate anywhere in the rest.
 */

import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { parentPort, workerData } from 'node:worker_threads'
import type { MemoryLoad } from './messages.js'

const { fillMiB, hotMiB, hotMBPerS, coldMBPerS } = workerData as MemoryLoad
const pageBytes = 4096
const pagesIn = (mebibytes: number): number => Math.floor((mebibytes * 1024 ** 2) / pageBytes)
const everyMs = 20

/** What is left to services, whatever they need. */
const leftMiB = 32
const availableMiB = (): number =>
  Number(/MemAvailable:\s+(\d+)/.exec(readFileSync('/proc/meminfo', 'utf8'))?.[1]) / 1024

const memory = Buffer.allocUnsafeSlow(pagesIn(Math.max(0, Math.min(fillMiB, availableMiB() - leftMiB))) * pageBytes)
// A page that is all zero would be sent as a word; these are not, nor is one like another.
for (let page = 0; page * pageBytes < memory.length; page++)
  memory.fill((page % 255) + 1, page * pageBytes, (page + 1) * pageBytes)
parentPort?.postMessage('filled')

const hotPages = Math.min(pagesIn(hotMiB), memory.length / pageBytes)
const coldPages = memory.length / pageBytes - hotPages

const touch = (from: number, count: number, pages: number): void => {
  for (let n = 0; n < pages; n++) {
    const at = (from + Math.floor(Math.random() * count)) * pageBytes
    memory[at] = ((memory[at] ?? 0) % 255) + 1
  }
}

const pagesPerMs = (megabytesPerS: number): number => (megabytesPerS * 1000) / pageBytes
let hotDue = 0
let coldDue = 0
for (let last = performance.now(); ; ) {
  await sleep(everyMs)
  const now = performance.now()
  // A guest that is slowed down writes less, and does not make up for it.
  const ranMs = Math.min(now - last, 2 * everyMs)
  hotDue += hotPages > 0 ? ranMs * pagesPerMs(hotMBPerS) : 0
  coldDue += coldPages > 0 ? ranMs * pagesPerMs(coldMBPerS) : 0
  last = now
  touch(0, hotPages, Math.floor(hotDue))
  touch(hotPages, coldPages, Math.floor(coldDue))
  hotDue -= Math.floor(hotDue)
  coldDue -= Math.floor(coldDue)
}
