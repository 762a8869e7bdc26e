/** All that guests need before a run: their image, with a scenario's own programs in it, and what runs them. */
import type { ResolvedScenario } from '../../src/scenario/scenario.js'
import type { Machinery } from '../engines/engine.js'
import { acceleratorFor } from './accelerator.js'
import { cacheFolder, openImage } from './image.js'
import { ownParts } from './own-programs.js'

/**
 * @throws EnvironmentError when the image cannot be made
 * @throws UsageError when a folder of the scenario's is too large for it
 * @throws Error when it is called off
 */
export const openMachinery = async (scenario: ResolvedScenario, signal: AbortSignal): Promise<Machinery> => {
  const image = await openImage(signal, await ownParts(scenario))
  return { image, ...(await acceleratorFor(image, cacheFolder(), signal)) }
}
