/**
 * Sizes and durations as people write them: "512 MiB", "2 GiB", "8 s", "500 ms", "2 min"; the space may be left out.
 *
 * Memory comes in powers of two and only in these: MB and GB are refused, because half of those who write them mean MiB
 * and GiB, and the difference is as long as a retransmission.
 */
import { z } from 'zod'
import { expectedOneOf } from './nearest.js'
import { quote } from './quote.js'

const mebibytes = { MiB: 1, GiB: 1024, TiB: 1024 ** 2 } as const
const milliseconds = { ms: 1, s: 1000, min: 60_000, h: 3_600_000 } as const

/** What people write for them, in small letters; only ever used to ask "did you mean …?" */
const meantUnits: Readonly<Record<string, string>> = {
  ...{ m: 'MiB', mb: 'MiB', mib: 'MiB', g: 'GiB', gb: 'GiB', gib: 'GiB', t: 'TiB', tb: 'TiB', tib: 'TiB' },
  ...{
    msec: 'ms',
    sec: 's',
    secs: 's',
    second: 's',
    seconds: 's',
    mins: 'min',
    minute: 'min',
    minutes: 'min',
    hour: 'h',
    hours: 'h',
  },
  ...{ ms: 'ms', s: 's', min: 'min', h: 'h' },
}

interface Quantity {
  readonly units: Readonly<Record<string, number>>
  readonly examples: string
  readonly least: number
  readonly most: number
  readonly range: string
}

/** A schema that reads text with a unit and gives a number of the smallest unit. */
const quantity = ({ units, examples, least, most, range }: Quantity) =>
  z
    .string({
      error: ({ input }) => (input === undefined ? undefined : `${quote(input)} has no unit; write ${examples}`),
    })
    .transform((written, context): number => {
      const refuse = (why: string): never => {
        context.issues.push({ code: 'custom', message: `${quote(written)} ${why}`, input: written })
        return z.NEVER
      }
      const [, digits = '', unit = ''] = /^\s*(-?[0-9]+(?:\.[0-9]+)?)\s*([A-Za-z]*)\s*$/.exec(written) ?? []
      if (digits === '') return refuse(`cannot be read; write ${examples}`)
      if (unit === '') return refuse(`has no unit; write ${examples}`)
      const size = Object.hasOwn(units, unit) ? units[unit] : undefined
      if (size === undefined) {
        const meant = meantUnits[unit.toLowerCase()] ?? ''
        const hint = Object.hasOwn(units, meant) ? `; did you mean "${digits} ${meant}"?` : ''
        return refuse(`has an unknown unit; ${expectedOneOf(Object.keys(units), undefined)}${hint}`)
      }
      const value = Number(digits) * size
      if (value < least || value > most) return refuse(`is out of range; expected ${range}`)
      return Number.isInteger(value)
        ? value
        : refuse(`is no whole number of ${Object.keys(units)[0]}; write ${examples}`)
    })

/** A VM's memory, in MiB. */
export const memorySize = quantity({
  units: mebibytes,
  examples: '"512 MiB" or "2 GiB"',
  least: 1,
  most: 64 * mebibytes.TiB,
  range: '1 MiB to 64 TiB',
})

/** A length of time, in ms. */
export const duration = quantity({
  units: milliseconds,
  examples: '"500 ms", "8 s" or "2 min"',
  least: 1,
  most: milliseconds.h,
  range: '1 ms to 1 h',
})
