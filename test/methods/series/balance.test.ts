import { describe, expect, test } from 'vitest'
import { balance, type Cluster, imbalanceOf } from '../../../src/methods/series/balance.js'

/** Many clusters, the same ones each time: 2 to 4 hosts, 2 to 20 VMs. */
const clusters: readonly Cluster[] = Array.from({ length: 60 }, (_, seed) => {
  const random = (n: number): number => (Math.sin(seed * 131 + n * 17 + 1) * 43_758.5453) % 1
  const vms = 2 + (seed % 19)
  return {
    hosts: 2 + (seed % 3),
    loads: Array.from({ length: vms }, (_, vm) => Math.abs(random(vm))),
    places: Array.from({ length: vms }, (_, vm) => (seed % 2 === 0 ? 0 : vm % 2)),
  }
})

const after = (cluster: Cluster, moves: ReturnType<typeof balance>): Cluster => ({
  ...cluster,
  places: moves.reduce((places, { vm, to }) => places.with(vm, to), cluster.places),
})

describe('imbalance', () => {
  test('is nothing where hosts are loaded alike, whatever their VMs', () => {
    expect(imbalanceOf({ hosts: 2, loads: [0.4, 0.1, 0.3], places: [0, 1, 1] })).toBeCloseTo(0)
  })

  test('is the standard deviation of the loads of all hosts, the empty ones too', () => {
    // Loads 0.9, 0, 0: the mean is 0.3, the deviations 0.6, 0.3 and 0.3.
    expect(imbalanceOf({ hosts: 3, loads: [0.5, 0.4], places: [0, 0] })).toBeCloseTo(Math.sqrt(0.54 / 3))
  })
})

test('the move that helps most comes first, not the heaviest VM', () => {
  // Half of 1.0 is best moved by 0.45, not by 0.35 or 0.2.
  const [first, ...others] = balance({ hosts: 2, loads: [0.2, 0.35, 0.45], places: [0, 0, 0] }, 0)
  expect(first).toMatchObject({ vm: 2, from: 0, to: 1 })
  expect(first?.before).toBeCloseTo(0.5)
  expect(first?.after).toBeCloseTo(0.05)
  expect(others).toEqual([])
})

test('of moves that are equally good it is the first VM’s to the first host', () => {
  const [first] = balance({ hosts: 3, loads: [0.2, 0.2, 0.2], places: [0, 0, 0] }, 0.01)
  expect(first).toMatchObject({ vm: 0, to: 1 })
})

test('hosts that are alike enough are left alone, on one side of the threshold and not on the other', () => {
  const cluster: Cluster = { hosts: 2, loads: [0.3, 0.2, 0.1], places: [0, 0, 1] }
  // Loads 0.5 and 0.1: an imbalance of 0.2.
  expect(balance(cluster, 0.201)).toEqual([])
  expect(balance(cluster, 0.199)).toHaveLength(1)
})

test('it ends when no move helps', () => {
  const alone: Cluster = { hosts: 2, loads: [0.9], places: [0] }
  expect(balance(alone, 0)).toEqual([])
})

test('a VM may be moved twice', () => {
  const cluster: Cluster = { hosts: 3, loads: [0.87, 0.34, 0.09, 0.32, 0.42], places: [2, 2, 0, 1, 2] }
  expect(balance(cluster, 0).map(({ vm, from, to }) => [vm, from, to])).toEqual([
    [0, 2, 0],
    [2, 0, 1],
    [1, 2, 1],
    [2, 1, 2],
  ])
})

describe.each(clusters)('$hosts hosts with loads $loads', (cluster) => {
  const moves = balance(cluster, 0.05)

  test('are loaded ever more alike, move after move', () => {
    let [places, imbalance] = [cluster.places, imbalanceOf(cluster)]
    for (const { vm, from, to, before, after } of moves) {
      expect(places[vm]).toBe(from)
      expect(to).not.toBe(from)
      places = places.with(vm, to)
      expect(before).toBeCloseTo(imbalance)
      imbalance = imbalanceOf({ ...cluster, places })
      expect(after).toBeCloseTo(imbalance)
      expect(after).toBeLessThan(before)
    }
  })

  test('are below the threshold in the end, or no single move would help', () => {
    const ended = after(cluster, moves)
    const better = ended.places.flatMap((_, vm) =>
      Array.from({ length: cluster.hosts }, (_, to) => imbalanceOf({ ...ended, places: ended.places.with(vm, to) })),
    )
    const imbalance = imbalanceOf(ended)
    expect(imbalance < 0.05 || Math.min(...better) >= imbalance - 1e-9).toBe(true)
  })

  test('are not moved further once they are below it', () => {
    for (const { before } of moves) expect(before).toBeGreaterThanOrEqual(0.05)
  })
})
