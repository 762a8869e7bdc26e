/**
 * outlive as a library: play a scenario that is built in code, judge its record.
 *
 * @example
 * const scenario = resolveScenario({
 *   name: 'mine', presets: ['quick-migration'], memory: ['1 GiB'], sessions: ['echo'], profiles: ['linux'],
 * })
 * await run(scenario, { engine: 'netns', recordDir: 'record', signal: new AbortController().signal, onEvent: () => {} })
 * const report = judge(readHistory('record'))
 */
export { type EngineName, type RunOptions, run } from '../harness/index.js'
export { EnvironmentError, UsageError } from './errors.js'
export type { HistoryEvent } from './history.js'
export { judge } from './judge/judge.js'
export { readHistory } from './record.js'
export { type Cause, type CellResult, type Report, reportSchema } from './result.js'
export { loadScenario } from './scenario/load.js'
export { resolveScenario } from './scenario/resolve.js'
export type { ResolvedScenario, ScenarioDocument } from './scenario/scenario.js'
export {
  type Disturbance,
  openWorld,
  outlived,
  type Played,
  type TestedSession,
  type World,
  type WorldOptions,
} from './world.js'
