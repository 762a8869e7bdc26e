/** All that guests need before a run: their image, and what runs them. */
import type { Machinery } from '../engines/engine.js'
import { acceleratorFor } from './accelerator.js'
import { cacheFolder, openImage } from './image.js'

/** @throws EnvironmentError when the image cannot be made */
export const openMachinery = async (): Promise<Machinery> => {
  const image = await openImage()
  return { image, ...(await acceleratorFor(image, cacheFolder())) }
}
