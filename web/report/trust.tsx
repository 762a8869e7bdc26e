/** Why it can be believed: the environment, planned and achieved pauses, what nothing can be said of, and what is only simulated. */
import { count, seconds } from '../../src/report/amounts.js'
import type { PageBlackout, PageCell, PageRun } from '../../src/report/html/data.js'

interface Given {
  readonly run: PageRun
  open(cell: PageCell): void
}

export const Trust = ({ run, open }: Given) => (
  <section class="trust">
    <h2>Why this can be believed</h2>
    <Environment run={run} />
    <Inconclusive run={run} open={open} />
    <SelfCheck run={run} />
    {run.limits.length > 0 && (
      <>
        <h3>What is simulated, and what could not be had</h3>
        <ul class="limits">
          {run.limits.map((limit) => (
            <li key={limit}>{limit}</li>
          ))}
        </ul>
      </>
    )}
  </section>
)

const Environment = ({ run }: Pick<Given, 'run'>) => {
  const { environment, engine, ended, tookMs, trust } = run
  const { outlive, node, kernel, cores, user, retransmissionsFrom } = environment
  const rows: readonly (readonly [string, string])[] = [
    ...trust.flatMap(({ label, texts }) => texts.map((text) => [label, text] as const)),
    ['Machine', `kernel ${kernel}, ${count(cores, 'core')}, ${user === 'root' ? 'as root' : user}; Node ${node}`],
    ['Run', `outlive ${outlive}, engine ${engine}, ${ended} after ${seconds(tookMs)}`],
    ...(retransmissionsFrom === undefined
      ? []
      : [['Evidence', `retransmissions from ${retransmissionsFrom}`] as const]),
  ]
  return (
    <dl class="words">
      {rows.map(([label, text]) => (
        <div key={`${label} ${text}`}>
          <dt>{label}</dt>
          <dd>{text}</dd>
        </div>
      ))}
    </dl>
  )
}

/** All of them, those with the same reason together. */
const Inconclusive = ({ run: { cells, moves, doubts }, open }: Given) => (
  <>
    <h3>Inconclusive</h3>
    {doubts.length === 0 && <p>Something could be said of every session.</p>}
    {doubts.map(({ why, ids }) => (
      <details key={why}>
        <summary>
          {count(ids.length, 'session')}: {why}
        </summary>
        <ul>
          {cells
            .filter(({ id }) => ids.includes(id))
            .map((cell) => (
              <li key={cell.id}>
                <button type="button" class="link" onClick={() => open(cell)}>
                  {cell.name}, {moves[cell.move ?? -1]?.name ?? 'the VM that was not moved'}
                </button>
              </li>
            ))}
        </ul>
      </details>
    ))}
  </>
)

/** Every blackout, as it was planned and as it was. Cells of one VM share its pauses. */
const SelfCheck = ({ run: { moves, cells } }: Pick<Given, 'run'>) => {
  const checked = moves.map((move, index) => ({ move, sessions: cells.filter((cell) => cell.move === index).length }))
  return (
    <details class="self-check" open={moves.length <= 12}>
      <summary>Self-check: each blackout, planned and achieved</summary>
      <table class="facts">
        <thead>
          <tr>
            <th scope="col">VM</th>
            <th scope="col" class="number optional">
              sessions
            </th>
            <th scope="col" class="number">
              planned
            </th>
            <th scope="col" class="number">
              achieved
            </th>
            <th scope="col" class="number">
              off by
            </th>
          </tr>
        </thead>
        <tbody>
          {checked.flatMap(({ move: { name, blackouts }, sessions }) => {
            const { items, of } = blackouts
            return [
              ...(items.length === 0 ? [undefined] : items).map((blackout, index) => (
                <tr key={`${name} ${index}`}>
                  <th scope="row">
                    {name}
                    {of > 1 ? `, ${index + 1}` : ''}
                  </th>
                  <td class="number optional">{sessions}</td>
                  {blackout === undefined ? (
                    <td colSpan={3}>no blackout was planned</td>
                  ) : (
                    <Pause blackout={blackout} />
                  )}
                </tr>
              )),
              items.length < of && (
                <tr key={`${name} more`}>
                  <td colSpan={5}>
                    {of} blackouts, shown: the {items.length} that are furthest off the plan
                  </td>
                </tr>
              ),
            ]
          })}
        </tbody>
      </table>
    </details>
  )
}

const Pause = ({ blackout: { plannedMs, achievedMs } }: { readonly blackout: PageBlackout }) => {
  const offMs = (achievedMs ?? 0) - plannedMs
  return (
    <>
      <td class="number">{seconds(plannedMs)}</td>
      <td class="number">{achievedMs === null ? 'did not end' : seconds(achievedMs)}</td>
      <td class="number">
        {achievedMs === null
          ? ''
          : `${offMs < 0 ? '−' : '+'}${Math.abs(offMs).toFixed(1)} ms, ${percent(offMs, plannedMs)}`}
      </td>
    </>
  )
}

const percent = (offMs: number, plannedMs: number): string =>
  plannedMs === 0 ? '' : `${((100 * Math.abs(offMs)) / plannedMs).toFixed(2)} %`
