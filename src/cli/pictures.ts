/** `--svg FILE --png FILE`: what is told, as a picture. */
import { writeFileSync } from 'node:fs'
import { type Command, Option } from 'commander'
import { pngOf } from '../report/png.js'
import { writable } from './outputs.js'

export interface PictureOptions {
  readonly svg?: string
  readonly png?: string
}

/** @param what is drawn */
export const addPictures = (command: Command, what: string): Command =>
  command
    .addOption(new Option('--svg <file>', `${what}, as a picture`).argParser(writable))
    .addOption(new Option('--png <file>', 'the same as PNG').argParser(writable))

export const wantsPicture = ({ svg, png }: PictureOptions): boolean => svg !== undefined || png !== undefined

/** @throws EnvironmentError where a PNG cannot be drawn */
export const writePictures = async (picture: string, { svg, png }: PictureOptions): Promise<void> => {
  if (svg !== undefined) writeFileSync(svg, picture)
  if (png !== undefined) writeFileSync(png, await pngOf(picture))
}
