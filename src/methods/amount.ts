/** Amounts that several methods reckon with: their ranges, and how they are said to a person. */
import { z } from 'zod'

export const bytesPerMiB = 1024 ** 2

/** From a very bad line to a terabit. */
export const mbitPerS = z.number().min(0.1).max(1_000_000)

export const megabytesPerS = z.number().min(0).max(1_000_000)

/** Up to 64 TiB. */
export const mebibytes = z.number().min(0).max(67_108_864)

/** Up to a day. */
export const milliseconds = z.number().min(0).max(86_400_000)

/** 1 Mbit/s is 10^6 bits a second, thus 125 bytes a millisecond. */
export const bytesPerMs = (rateMbitPerS: number): number => rateMbitPerS * 125

/** "4.29 s", "0.15 s". */
export const inSeconds = (ms: number): string => `${Number((ms / 1000).toFixed(2))} s`

/** "30.7 MB", in millions of bytes, as links are counted. */
export const inMegabytes = (bytes: number): string => `${Number((bytes / 1e6).toFixed(1))} MB`

/** "20 %", "1.5 %". */
export const inPercent = (share: number): string => `${Number((share * 100).toFixed(1))} %`

/** "1073.74 Mbit/s". */
export const inMbitPerS = (mbitPerS: number): string => `${Number(mbitPerS.toFixed(2))} Mbit/s`

/** "0.53 ms", for what is too short for seconds. */
export const inMilliseconds = (ms: number): string => `${Number(ms.toPrecision(3))} ms`

/** As a plan has them: shares, and times that are shorter than a phase. Rounded, but a stall of 1 in 10^4 is still one. */
export const millionths = (share: number): number => Math.round(share * 1e6) / 1e6
export const tenths = (ms: number): number => Math.round(ms * 10) / 10
