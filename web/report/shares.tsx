/** How often each session came to what, where the scenario was played several times. */
import type { PageRun } from '../../src/report/html/data.js'
import { sharesLegend } from '../../src/report/shares.js'
import { Verdict } from '../verdict.js'

export const Shares = ({ shares }: Pick<PageRun, 'shares'>) => (
  <section>
    <h2>How often</h2>
    {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
    <section class="scrolls" tabIndex={0} aria-label="How often each session came to what">
      <table class="facts">
        <thead>
          <tr>
            {['moved by', 'session', 'came to', 'how often', 'longest stall', 'what decided'].map((head) => (
              <th key={head} scope="col">
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {shares.flatMap(({ move, session, outcomes }) =>
            outcomes.map(({ verdict, often, stall, decided }) => (
              <tr key={`${move} ${session} ${verdict}`}>
                <td>{move}</td>
                <th scope="row">{session}</th>
                <td>
                  <Verdict verdict={verdict} />
                </td>
                <td>{often}</td>
                <td>{stall}</td>
                <td>{decided}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
    <p class="legend">{sharesLegend}</p>
  </section>
)
