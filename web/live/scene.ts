/** Where things are in the picture of a VM: the client on the left, the hosts on the right in their order, the VM in one of them. In CSS pixels. */
import type { HeadVm } from '../../src/live/format'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Scene {
  readonly width: number
  readonly height: number
  readonly client: Box
  readonly hosts: readonly { readonly name: string; readonly box: Box }[]
  /** Where the VM is when it is on that host. */
  vmOn(host: string): Box
}

export const sceneHeight = 200
/** Slack threads hang lower than the boxes that hold them. */
const floor = 38
const top = 2
const label = 22

export const sceneOf = (width: number, { hosts }: Pick<HeadVm, 'hosts'>): Scene => {
  const height = sceneHeight
  const inner = height - top - floor
  const client = { x: 4, y: top + label, width: Math.max(34, width * 0.1), height: inner - label }
  const from = width * 0.44
  const gap = 12
  const each = (width - 4 - from - gap * (hosts.length - 1)) / hosts.length
  const boxes = hosts.map((name, nth) => ({
    name,
    box: { x: from + nth * (each + gap), y: top, width: each, height: inner + 8 },
  }))
  const vmOn = (host: string): Box => {
    const { box } = boxes.find(({ name }) => name === host) ?? (boxes[0] as (typeof boxes)[number])
    return { x: box.x + 10, y: box.y + label, width: box.width - 20, height: box.height - label - 8 }
  }
  return { width, height, client, hosts: boxes, vmOn }
}
