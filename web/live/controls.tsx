/** Play, pause, how fast, where: all by keyboard too, and the space key from anywhere. */
import { useEffect } from 'preact/hooks'
import { type Player, speeds } from './player'

const stepMs = 100

/** The last step is shorter than the others, and a range has no shorter ones. */
const placeOf = (atMs: number, lastMs: number): number => (atMs + stepMs > lastMs ? lastMs : atMs)

interface Range {
  readonly firstMs: number
  readonly lastMs: number
}

export const Controls = ({
  player,
  range: { firstMs, lastMs },
  isLive,
}: {
  readonly player: Player
  readonly range: Range
  readonly isLive: boolean
}) => {
  useSpaceKey(player.toggle)
  const { frame, isPlaying, follows, speed } = player
  return (
    <fieldset class="controls">
      <legend class="hidden">Player</legend>
      <button type="button" class="play" onClick={player.toggle}>
        {isPlaying ? 'Pause' : 'Play'}
      </button>
      {isLive && (
        <button type="button" onClick={player.follow} aria-pressed={follows}>
          Live
        </button>
      )}
      <label>
        Speed{' '}
        <select
          value={String(speed)}
          onChange={({ currentTarget }) => player.setSpeed(Number(currentTarget.value))}
          disabled={follows}
        >
          {speeds.map((each) => (
            <option key={each} value={String(each)}>
              {each}×
            </option>
          ))}
        </select>
      </label>
      <label class="scrubber">
        <span class="hidden">Time</span>
        <input
          type="range"
          min={firstMs}
          max={Math.max(firstMs, lastMs)}
          step={stepMs}
          value={frame.atMs}
          aria-valuetext={`${(frame.atMs / 1000).toFixed(1)} seconds`}
          onInput={({ currentTarget }) => player.seek(placeOf(Number(currentTarget.value), lastMs))}
        />
      </label>
      <span class="time">{`${(frame.atMs / 1000).toFixed(1)} s of ${(lastMs / 1000).toFixed(1)} s`}</span>
    </fieldset>
  )
}

/** Where the space key has a meaning of its own, it keeps it. */
const useSpaceKey = (toggle: () => void): void => {
  useEffect(() => {
    const hear = (event: KeyboardEvent): void => {
      const isTaken = event.target instanceof Element && event.target.closest('button, select, a, summary') !== null
      if (event.key !== ' ' || isTaken) return
      event.preventDefault()
      toggle()
    }
    addEventListener('keydown', hear)
    return () => removeEventListener('keydown', hear)
  })
}
