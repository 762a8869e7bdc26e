/** One VM and its sessions: drawn, and said in words. */

import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Verdict } from '../../src/cell'
import type { HeadSession, HeadVm, Letter, VmNow } from '../../src/live/format'
import { verdictGlyphs } from '../../src/report/verdict-glyphs'
import { vmLabel, whereText } from './labels'
import { openPicture, type Picture } from './picture'
import { PlanStrip } from './plan-strip'
import { letterSigns } from './signs'
import { mostStrands } from './strands'

/** More are counted, not listed. */
const mostListed = 24

interface PanelProps {
  readonly vm: HeadVm
  readonly now: VmNow | undefined
  readonly atMs: number
  /** Of all sessions of the run. */
  readonly letters: string
  /** Which of them are this VM's. */
  readonly indexes: readonly number[]
  readonly sessions: readonly HeadSession[]
  readonly verdicts: readonly Verdict[] | undefined
}

export const Panel = ({ vm, now, atMs, letters, indexes, sessions, verdicts }: PanelProps) => {
  const canvas = useRef<HTMLCanvasElement>(null)
  const picture = useRef<Picture>(undefined)
  useLayoutEffect(() => {
    if (canvas.current === null) return
    const opened = openPicture(canvas.current, vm)
    picture.current = opened
    return opened.close
  }, [vm])
  const mine = indexes.map((index) => (letters[index] ?? '.') as Letter)
  useLayoutEffect(() => {
    if (now !== undefined) picture.current?.show({ atMs, now, letters: mine })
  })
  if (now === undefined) return null
  return (
    <section class="panel" aria-label={vmLabel(vm)}>
      <header>
        <h2>{vmLabel(vm)}</h2>
        <p class={`pill ${now.phase ?? 'calm'}`}>{now.stage}</p>
      </header>
      <canvas
        ref={canvas}
        role="img"
        aria-label="The VM on its host, and a thread for each session; said in words below"
      />
      <p class="where">{whereText(now)}</p>
      <PlanStrip vm={vm} now={now} atMs={atMs} />
      <p class="counts">{countsOf(mine)}</p>
      {mine.length > mostStrands && (
        <p class="faint">{`${mostStrands} of ${mine.length} threads are drawn, evenly chosen.`}</p>
      )}
      {indexes.length <= mostListed && (
        <ul class="sessions">
          {indexes.map((index, nth) => (
            <Session key={index} session={sessions[index]} letter={mine[nth] ?? '.'} verdict={verdicts?.[index]} />
          ))}
        </ul>
      )}
    </section>
  )
}

const Session = ({
  session,
  letter,
  verdict,
}: {
  readonly session: HeadSession | undefined
  readonly letter: Letter
  readonly verdict: Verdict | undefined
}) => {
  const { sign, word } = letterSigns[letter]
  return (
    <li>
      <span class="name">
        {session?.name} <span class="faint">{session?.profile}</span>
      </span>
      <span class={verdict === undefined ? `state ${word.replaceAll(' ', '-')}` : `verdict ${verdict}`}>
        {verdict === undefined ? `${sign} ${word}` : `${verdictGlyphs[verdict]} ${verdict}`}
      </span>
    </li>
  )
}

/** "12 talking, 3 silent, 1 dead" */
const countsOf = (letters: readonly Letter[]): string => {
  const counts = new Map<Letter, number>()
  for (const letter of letters) counts.set(letter, (counts.get(letter) ?? 0) + 1)
  return Object.entries(letterSigns)
    .flatMap(([letter, { word }]) => {
      const count = counts.get(letter as Letter)
      return count === undefined ? [] : [`${count} ${word}`]
    })
    .join(', ')
}
