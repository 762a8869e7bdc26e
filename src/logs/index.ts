/** The list of formats: the one place where one is named. The first that recognises a log reads it. */
import { UsageError } from '../errors.js'
import { azure } from './azure.js'
import { gce } from './gce.js'
import { hyperv } from './hyperv.js'
import { libvirt } from './libvirt.js'
import type { LogFormat, PauseWindow } from './log.js'
import { ping } from './ping.js'
import { qemu } from './qemu.js'
import { vmware } from './vmware.js'

export const logFormats = { azure, gce, qemu, libvirt, vmware, hyperv, ping } satisfies Record<string, LogFormat>
export type LogFormatName = keyof typeof logFormats

export interface LogRead {
  readonly format: LogFormatName
  readonly writtenFrom: string
  readonly pauses: readonly PauseWindow[]
}

/** @param file its name, for what is wrong with it. @throws UsageError where no format fits, or it tells of no pause */
export const readPauses = (text: string, file: string): LogRead => {
  for (const [name, format] of Object.entries(logFormats) as [LogFormatName, LogFormat][]) {
    if (!format.recognises(text)) continue
    const pauses = read(format, text, file)
    if (pauses.length === 0) throw new UsageError(`${file}: read as ${format.summary}; it tells of no pause`)
    return { format: name, writtenFrom: format.writtenFrom, pauses }
  }
  const known = Object.values(logFormats).map(({ summary }) => `\n  ${summary}`)
  throw new UsageError(`${file}: no log that is known; expected one of${known.join('')}`)
}

const read = (format: LogFormat, text: string, file: string): readonly PauseWindow[] => {
  try {
    return format.read(text)
  } catch (error) {
    throw error instanceof UsageError ? new UsageError(`${file}: ${error.message}`) : error
  }
}
