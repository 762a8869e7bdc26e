/** The same migration several times, back to back. */
import { UsageError } from './errors.js'
import { destinationOf, type HostName, type Plan, planEndMs } from './plan.js'

/**
 * The plan so many times: a VM that moves goes there, back, there again; one that stays is treated the same each time.
 *
 * @param times a whole number, at least 1
 * @param everyMs from the start of one to the start of the next, ms; the next starts when the plan has ended when left out
 * @throws UsageError for a plan by which the machine is lost
 */
export const repeated = (plan: Plan, times: number, everyMs = planEndMs(plan)): Plan => {
  if (!Number.isInteger(times) || times < 1) throw new RangeError(`${times} times; expected a whole number, at least 1`)
  if (times === 1) return plan
  if (plan.outcome === 'replaced') {
    throw new UsageError('a machine that is lost is not lost again; expected 1 migration')
  }
  const { startsOn = 'A' } = plan
  const destinations = plan.phases.map((_, index) => destinationOf(plan, index))
  const there = [startsOn, ...destinations.filter((host) => host !== undefined)]
  const back = there.toReversed()
  const ways = [there, back].map((hosts) => alongTheWay(destinations, hosts))
  const phases = Array.from({ length: times }, (_, time) =>
    plan.phases.map((phase, index) => {
      const to = ways[time % 2]?.[index]
      const because = time % 2 === 1 && there.length > 1 ? `back again: ${phase.because}` : phase.because
      return { ...phase, startMs: phase.startMs + time * everyMs, ...(to && { to }), because }
    }),
  ).flat()
  const endsOn = (times % 2 === 0 ? back : there).at(-1)
  return { ...plan, phases, outcome: endsOn === startsOn ? 'here' : 'moved' }
}

/** Where each phase leads when the moves of a plan go along these hosts, of which the first is where it starts. */
const alongTheWay = (destinations: readonly (HostName | undefined)[], hosts: readonly HostName[]) => {
  let moves = 0
  return destinations.map((destination) => {
    if (destination !== undefined) moves += 1
    return destination && hosts[moves]
  })
}
