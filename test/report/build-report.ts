/** Reports for tests, made of as few words as possible: what is not said is what a run of the demo would say. */
import type { Cause, CellResult, Predicted, Report } from '../../src/result.js'

export interface Death {
  readonly owner?: Cause['owner']
  readonly setting?: string | null
  readonly value?: Cause['value']
  readonly firedAtMs: number
}

export const cell = (
  fields: Partial<CellResult> & { blackoutMs?: number; achievedMs?: number | null; death?: Death } = {},
): CellResult => {
  const { blackoutMs = 17_180, death, ...said } = fields
  const achievedMs = fields.achievedMs === undefined ? blackoutMs + 4 : fields.achievedMs
  const { preset = 'quick-migration', memoryMiB = 1024, session = 'echo', profile = 'linux', wire = 'drop' } = said
  const phase = { kind: 'blackout' as const, startMs: 0, wire }
  const verdict = said.verdict ?? 'unaffected'
  return {
    id: `${preset}/${memoryMiB}MiB/${session}/talking/${profile}`,
    preset,
    memoryMiB,
    vmNumber: null,
    session,
    endsOn: 'guest',
    shape: 'talking',
    profile,
    wire,
    control: false,
    plan: blackoutMs === 0 ? [] : [{ ...phase, durationMs: blackoutMs }],
    achieved: blackoutMs === 0 ? [] : [{ ...phase, durationMs: achievedMs }],
    predicted: null,
    expected: null,
    shortfalls: [],
    verdict,
    cause: death
      ? {
          owner: death.owner ?? 'client kernel',
          setting: death.setting === undefined ? 'net.ipv4.tcp_retries2' : death.setting,
          value: death.value === undefined ? 5 : death.value,
          firedAtMs: death.firedAtMs,
          evidence: [],
          startedAtMs: null,
          needed: null,
          pauseMs: null,
          others: [],
          text: 'why it died',
        }
      : null,
    why: verdict === 'unaffected' ? 'longest exchange 0.3 s' : `why it ${verdict}`,
    longestStallMs: verdict === 'unaffected' ? 320 : 26_140,
    recoveryMs: verdict === 'died' ? null : 210,
    exchanges: 812,
    lost: 0,
    duplicated: 0,
    corrupted: 0,
    ...withoutHelpers(said),
  }
}

const withoutHelpers = ({ achievedMs: _, ...fields }: Partial<CellResult> & { achievedMs?: number | null }) => fields

export const control = (fields: Partial<CellResult> = {}): CellResult =>
  cell({ preset: 'none', memoryMiB: 512, control: true, wire: 'none', blackoutMs: 0, longestStallMs: 12, ...fields })

export const report = (cells: readonly CellResult[], fields: Partial<Report> = {}): Report => ({
  version: 1,
  name: 'demo',
  engine: 'netns',
  ended: 'finished',
  tookMs: 48_210,
  environment: { outlive: '0.1.0', node: 'v20.20.2', kernel: '6.18.44 x64', cores: 2, user: 'user namespace' },
  limits: [],
  cells: [...cells],
  ...fields,
})

export const sessions = ['file-copy', 'console', 'database', 'echo'] as const
export const profiles = ['windows-2008', 'linux'] as const

/** What was to be expected: one verdict, or one of several, the likeliest first. */
export const expected = (
  either: Predicted['verdict'] | readonly Predicted['verdict'][],
  fields: Partial<Predicted> = {},
): Predicted => {
  const verdicts = [either].flat()
  return {
    verdict: verdicts[0] ?? 'unaffected',
    either: verdicts.map((verdict) => ({ verdict, share: 1 / verdicts.length })),
    stallMs: { min: 26_000, typical: 26_140, max: 26_500 },
    decides: null,
    marginMs: null,
    margin: { longer: null, shorter: null },
    remedy: null,
    text: '',
    ...fields,
  }
}

const stalling = (ms: number): Pick<Predicted, 'stallMs'> => ({ stallMs: { min: ms, typical: ms, max: ms } })

/** The limit of the client's retransmissions, as it decides in the demo. */
export const retries2 = (firedAtMs: number, lastTryMs: number): NonNullable<Predicted['decides']> => ({
  owner: 'client kernel',
  setting: 'net.ipv4.tcp_retries2',
  value: 5,
  firedAtMs,
  lastTryMs,
  afterBack: true,
})

/** Every session from every profile. */
export const each = (make: (session: string, profile: string) => CellResult): CellResult[] =>
  sessions.flatMap((session) => profiles.map((profile) => make(session, profile)))

/** One move of the big scenario: what became of it is invented, but could have been. */
const move = (preset: string, memoryMiB: number): CellResult[] =>
  each((session, profile) => {
    const at = { preset, memoryMiB, session, profile }
    if (preset === 'vmotion') return cell({ ...at, blackoutMs: 400, predicted: expected('unaffected', stalling(310)) })
    if (preset === 'mscs-failover') {
      const habit = session === 'file-copy' || session === 'database'
      const why = 'ECONNRESET 4.1 s after the VM was back'
      return habit
        ? cell({
            ...at,
            blackoutMs: 10_000,
            verdict: 'reconnected',
            why: `${why}, connected again 1.0 s later`,
            longestStallMs: 15_130,
            predicted: expected('reconnected', stalling(15_000)),
          })
        : cell({
            ...at,
            blackoutMs: 10_000,
            verdict: 'died',
            why: 'ECONNRESET from the new stack on the address, 2.1 s after the VM was back; this client does not connect anew',
            longestStallMs: 12_100,
            predicted: expected('died', stalling(12_000)),
            death: { owner: 'new stack', setting: null, value: null, firedAtMs: 12_100 },
          })
    }
    const blackoutMs = Math.round(memoryMiB * 16.78)
    if (profile === 'windows-2008' && memoryMiB >= 1024) {
      return cell({
        ...at,
        blackoutMs,
        verdict: 'died',
        why: `client kernel gave up (tcp_retries2=5) 1.7 s after the VM was back; its last retransmission left 9.3 s into the blackout, ${((blackoutMs - 9300) / 1000).toFixed(1)} s before the VM was back`,
        longestStallMs: blackoutMs + 1700,
        predicted: expected(session === 'echo' ? ['died', 'stalled'] : 'died', stalling(blackoutMs + 1600)),
        death: { firedAtMs: blackoutMs + 1700 },
      })
    }
    const stall = blackoutMs * 1.5
    const tail = ((stall - blackoutMs) / 1000).toFixed(1)
    return cell({
      ...at,
      blackoutMs,
      verdict: 'stalled',
      longestStallMs: stall,
      predicted: expected('stalled', stalling(stall + 100)),
      why: `silent for ${(stall / 1000).toFixed(1)} s, the last ${tail} s of it after the VM was back`,
    })
  })

const presets = ['vmotion', 'quick-migration', 'mscs-failover']

export const demo = (): Report =>
  report(
    [...presets.flatMap((preset) => move(preset, 1024)), ...each((session, profile) => control({ session, profile }))],
    {
      limits: ['VMs: net.ipv4.tcp_rto_max_ms=1000 could not be set: this kernel does not have it'],
    },
  )

export const dynamicIt = (): Report =>
  report(
    [
      ...presets.flatMap((preset) => [512, 1024, 2048, 4096, 8192].flatMap((memoryMiB) => move(preset, memoryMiB))),
      ...each((session, profile) => control({ session, profile })),
    ],
    { name: 'dynamic-it', tookMs: 164_000 },
  )
