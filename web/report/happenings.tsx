/** What happened, one thing after another: when, who, what. */
import type { Story } from '../../src/report/html/data.js'

export const Happenings = ({ happenings: { items, of } }: Pick<Story, 'happenings'>) => {
  const missing = of - items.length
  return (
    <details class="happenings">
      <summary>
        What happened, one thing after another ({items.length}
        {missing === 0 ? '' : ` of ${of}`})
      </summary>
      <table class="facts">
        <thead>
          <tr>
            <th scope="col">when</th>
            <th scope="col">who</th>
            <th scope="col">what</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ atMs, who, what }, index) => [
            missing > 0 && index === items.length / 2 && (
              <tr key="missing">
                <td />
                <td />
                <td>and {missing} more, all of them in the record</td>
              </tr>
            ),
            <tr key={`${index}`}>
              <td class="number">{since(atMs)}</td>
              <td>{who}</td>
              <td>{what}</td>
            </tr>,
          ])}
        </tbody>
      </table>
    </details>
  )
}

/** "+19.93 s"; of what came before, "−3.32 s". */
const since = (atMs: number): string => {
  const s = (Math.abs(atMs) / 1000).toFixed(2)
  return `${Number(s) === 0 ? '' : atMs < 0 ? '−' : '+'}${s} s`
}
