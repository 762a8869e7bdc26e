/** The picture of a run at a time: a panel for each VM, side by side, what it is at, and the log of what became of its sessions. */
import type { ComponentChildren } from 'preact'
import { useEffect, useMemo } from 'preact/hooks'
import type { Film } from '../../src/live/film'
import type { Head } from '../../src/live/format'
import { Controls } from './controls'
import { Log } from './log'
import { Panel } from './panel'
import { usePlayer } from './player'

/** How long before the first migration a record is played from: before that, VMs start and sessions are opened. */
const leadMs = 3000

export const Show = ({
  head,
  film,
  isLive,
  nav,
  children,
}: {
  readonly head: Head
  readonly film: Film
  readonly isLive: boolean
  readonly nav?: ComponentChildren
  readonly children: ComponentChildren
}) => {
  const { frames, log } = film
  const player = usePlayer(frames, isLive, startOf)
  const sessions = useMemo(() => sessionsByVm(head), [head])
  const { frame } = player
  useEffect(() => {
    document.title = `${head.name} – outlive`
  }, [head])
  const isLast = frame === frames.at(-1)
  return (
    <main>
      <header>
        <h1>{head.name}</h1>
        <p class="stage">{frame.stage}</p>
        {nav}
      </header>
      <Controls
        player={player}
        range={{ firstMs: frames[0]?.atMs ?? 0, lastMs: frames.at(-1)?.atMs ?? 0 }}
        isLive={isLive}
      />
      {children}
      <div class="panels">
        {head.vms.map((vm, index) => (
          <Panel
            key={vm.name}
            vm={vm}
            now={frame.vms[index]}
            atMs={frame.atMs}
            letters={frame.sessions}
            indexes={sessions[index] ?? []}
            sessions={head.sessions}
            verdicts={isLast ? frame.verdicts : undefined}
          />
        ))}
      </div>
      <Log head={head} log={log} atMs={frame.atMs} isNews={player.isPlaying} />
    </main>
  )
}

const startOf = (frames: Film['frames']): number => {
  const first = frames.find(({ vms }) => vms.some(({ startedMs }) => startedMs !== null))
  return Math.max(frames[0]?.atMs ?? 0, (first?.atMs ?? 0) - leadMs)
}

const sessionsByVm = ({ vms, sessions }: Head): number[][] => {
  const indexes: number[][] = vms.map(() => [])
  for (const [index, { vm }] of sessions.entries()) indexes[vm]?.push(index)
  return indexes
}
