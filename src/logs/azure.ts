/** Azure: Scheduled Events, as the metadata service of a VM answers. */
import { z } from 'zod'
import { UsageError } from '../errors.js'
import { readJson } from './json.js'
import { type LogFormat, lineOf, type PauseWindow } from './log.js'

const event = z.looseObject({
  EventId: z.string().optional(),
  EventType: z.string(),
  Resources: z.array(z.string()).default([]),
  NotBefore: z.string().optional(),
  DurationInSeconds: z.number().optional(),
})
const answer = z.looseObject({ Events: z.array(event) })

export const azure: LogFormat = {
  summary: 'Azure: Scheduled Events (JSON of the metadata service)',
  writtenFrom:
    'api-version 2020-07-01, which has DurationInSeconds: how long the pause is expected to be (−1: not known), not how long it was. The sample was made by hand.',
  recognises: (text) => answersOf(text).length > 0,
  read(text) {
    const events = answersOf(text).flatMap(({ Events }) => Events)
    const frozen = events.filter(({ EventType }) => EventType === 'Freeze')
    const found = frozen.flatMap(
      ({ EventId = 'Freeze', Resources, NotBefore, DurationInSeconds = -1 }): PauseWindow[] =>
        DurationInSeconds < 0
          ? []
          : [
              {
                ms: DurationInSeconds * 1000,
                line: lineOf(text, EventId),
                ...(NotBefore && { at: NotBefore }),
                ...(Resources[0] && { vm: Resources[0] }),
                what: 'Freeze',
                sure: 'announced',
              },
            ],
    )
    if (found.length > 0 || events.length === 0) return found
    const kinds = [...new Set(events.map(({ EventType }) => EventType))].join(', ')
    throw new UsageError(
      frozen.length > 0
        ? 'its Freeze says no duration (−1): how long it was is told by a ping from another machine, `ping -D`'
        : `its events are ${kinds}: the machine is started anew, which is no pause; play that by a preset like vmware-ha`,
    )
  },
}

const answersOf = (text: string) =>
  (readJson(text) ?? []).flat().flatMap((value) => {
    const parsed = answer.safeParse(value)
    return parsed.success ? [parsed.data] : []
  })
