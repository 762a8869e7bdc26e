/** What happened, newest first, with causes. What happened to several sessions of a VM together is one line. */
import { useMemo } from 'preact/hooks'
import type { Head, LogEntry, LogKind } from '../../src/live/format'
import { vmLabel } from './labels'

const mostLines = 100
/** Sessions that one timer ends do not end at the same time to the ms. */
const togetherMs = 1500
const mostNames = 6
const mostCauses = 2

const signs: Readonly<Record<LogKind, { readonly sign: string; readonly word: string; readonly style: string }>> = {
  run: { sign: '■', word: '', style: '' },
  phase: { sign: '▸', word: '', style: '' },
  moved: { sign: '→', word: '', style: '' },
  broke: { sign: '⚡', word: 'broke', style: 'died' },
  back: { sign: '~', word: 'stalled', style: 'stalled' },
  reconnected: { sign: '↻', word: 'reconnected', style: 'reconnected' },
  died: { sign: '✗', word: 'died', style: 'died' },
}

interface Line {
  readonly key: string
  readonly first: LogEntry
  readonly sessions: number[]
  /** By what they are but for their figures. */
  readonly causes: Map<string, string>
}

export const Log = ({
  head,
  log,
  atMs,
  isNews,
}: {
  readonly head: Head
  readonly log: ReadonlyMap<string, LogEntry>
  readonly atMs: number
  /** Time goes on by itself: what is new is news, and is to be read out. */
  readonly isNews: boolean
}) => {
  const lines = useMemo(() => linesOf([...log.values()]), [log])
  const seen = lines.filter(({ first }) => first.atMs <= atMs)
  const shown = seen.slice(-mostLines).reverse()
  return (
    <section class="log" aria-labelledby="log-title">
      <h2 id="log-title">What happened</h2>
      {seen.length > shown.length && <p class="faint">{`the last ${shown.length} of ${seen.length}`}</p>}
      <ol aria-live={isNews ? 'polite' : 'off'} aria-relevant="additions">
        {shown.map((line) => (
          <LogLine key={line.key} line={line} head={head} />
        ))}
      </ol>
    </section>
  )
}

const LogLine = ({ line: { first, sessions, causes }, head }: { readonly line: Line; readonly head: Head }) => {
  const { sign, word, style } = signs[first.kind]
  const vm = first.vm === null ? undefined : head.vms[first.vm]
  return (
    <li>
      <span class="time">{`${(first.atMs / 1000).toFixed(1)} s`}</span>
      <div>
        {vm && <strong>{vmLabel(vm)}</strong>} {sessions.length > 0 && `${namesOf(sessions, head)} `}
        <span class={word === '' ? undefined : `verdict ${style}`}>{word === '' ? sign : `${sign} ${word}`}</span>{' '}
        {first.text}
        {[...causes.values()].slice(0, mostCauses).map((cause) => (
          <p key={cause} class="cause">
            {cause}
          </p>
        ))}
      </div>
    </li>
  )
}

/** "file-copy, console on windows-2008", or how many. */
const namesOf = (sessions: readonly number[], head: Head): string => {
  if (sessions.length > mostNames) return `${sessions.length} sessions`
  const byProfile = new Map<string, string[]>()
  for (const index of sessions) {
    const session = head.sessions[index]
    if (session === undefined) continue
    byProfile.set(session.profile, [...(byProfile.get(session.profile) ?? []), session.name])
  }
  return [...byProfile].map(([profile, names]) => `${names.join(', ')} on ${profile}`).join('; ')
}

const linesOf = (entries: readonly LogEntry[]): readonly Line[] => {
  const lines: Line[] = []
  const open = new Map<string, Line>()
  for (const entry of [...entries].sort((a, b) => a.atMs - b.atMs)) {
    const { alike, cause } = traitsOf(entry)
    const line = open.get(alike)
    if (line !== undefined && entry.atMs - line.first.atMs <= togetherMs && entry.session !== null) {
      line.sessions.push(entry.session)
      if (cause !== undefined && !line.causes.has(cause)) line.causes.set(cause, entry.cause ?? '')
      continue
    }
    const fresh: Line = {
      key: entry.key,
      first: entry,
      sessions: entry.session === null ? [] : [entry.session],
      causes: new Map(cause === undefined ? [] : [[cause, entry.cause ?? '']]),
    }
    open.set(alike, fresh)
    lines.push(fresh)
  }
  return lines
}

interface Traits {
  /** The same for what can stand in one line. */
  readonly alike: string
  /** Its cause but for the figures, which are a little different for each session. */
  readonly cause: string | undefined
}

/** Thousands of entries are looked at again with each new one. */
const traits = new WeakMap<LogEntry, Traits>()

const traitsOf = (entry: LogEntry): Traits => {
  const known = traits.get(entry)
  if (known !== undefined) return known
  const { kind, vm, session, key, text } = entry
  const made = {
    alike: `${kind} ${vm} ${session === null ? key : text.replace(/[\d.]+ m?s/, '')}`,
    cause: entry.cause?.replace(/\d+(\.\d+)?/g, '#'),
  }
  traits.set(entry, made)
  return made
}
