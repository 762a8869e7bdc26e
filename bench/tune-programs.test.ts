/** What `outlive tune` finds for programs that everyone uses: how long a pause each outlives, what it needs for 45 s, and how long it then outlives; as `docs/tuning.md` shows it. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { seconds, secondsRange } from '../src/report/amounts.js'
import { deciderInWords } from '../src/report/setting.js'
import { packageRoot } from '../src/scenario/package-root.js'
import type { Curve, Proof, Tune } from '../src/tune/result.js'
import { programScenarios } from '../test/full/program-scenarios.js'
import { table, withSections } from '../test/methods/docs/sections.js'
import { outliveTune } from './outlive-tune.js'

const command = 'UPDATE_DOCS=1 npm run bench -- tune-programs'
const page = join(packageRoot, 'docs/tuning.md')

const sessions: Readonly<Record<string, string>> = {
  psql: 'psql-user-timeout',
  pgbench: 'pgbench-user-timeout',
  'pg-dump': 'pg-dump-keepalives',
  jdbc: 'jdbc-socket-timeout',
  openssh: 'ssh-server-alive',
  scp: 'scp-server-alive',
  samba: 'smb',
  websocket: 'ws-ping',
  grpc: 'grpc-keepalive',
  vnc: 'vnc-timeout',
}

/** Where the limits are that these scenarios set, and where those are that a pause of 45 s asks for. */
const ranges = {
  before: ['--from', '8s', '--to', '24s', '--pauses', '8', '--rounds', '0'],
  after: ['--from', '40s', '--to', '95s', '--pauses', '8', '--rounds', '0'],
} as const

/** As the page has them, so that some of them can be measured again: `npm run bench -- tune-programs -t psql`. */
const rows = new Map(
  [...readFileSync(page, 'utf8').matchAll(/^\| (`[^|]*?`) \| (.*) \|$/gm)].map(([, row = '', cells = '']) => [
    row,
    cells.split(' | '),
  ]),
)

for (const { name, title, missing } of programScenarios) {
  const session = sessions[name]
  if (session === undefined) continue
  const tune = (...args: readonly string[]): Promise<Tune> =>
    outliveTune(name, '--session', session, '--repeat', '1', ...args)
  describe(title, () => {
    test.skipIf(missing !== '').concurrent('tuned for 45 s', async () => {
      const advised = await tune('--target', '45s', '--headroom', '10')
      const [advice] = advised.target?.advice ?? []
      if (advice === undefined) throw new Error('no advice')
      const changes = advice.changes.map(({ setting, to }) => `${setting}=${to}`)
      const [before] = (await tune(...ranges.before)).curves
      const [after] = (await tune(...ranges.after, ...changes.flatMap((change) => ['--set', change]))).curves
      rows.set(`\`${session}\``, [
        limit(before),
        killer(before),
        changes.map((change) => `\`${change}\``).join(', ') || 'nothing',
        limit(after),
        noticed(advice.before),
        advice.after === null ? '' : noticed(advice.after),
      ])
      writePage()
      expect(advice.after).toMatchObject({ outlived: advice.after?.of })
    })
  })
}

/** Which pauses it outlived, and which not: that need not be all up to one. */
const limit = (curve: Curve | undefined): string => {
  const spans = (lived: boolean): string =>
    (curve?.bands ?? [])
      .filter(({ fate }) => (fate === 'outlives') === lived)
      .map(({ fromMs, toMs }) => secondsRange([fromMs, toMs]))
      .join(', ')
  return `${spans(true) || 'none'} (not ${spans(false) || 'any'})`
}

const killer = (curve: Curve | undefined): string => {
  const [ending] = curve?.bands.at(-1)?.endings ?? []
  return ending === undefined ? '' : deciderInWords(ending)
}

const noticed = ({ noticed }: Proof): string =>
  noticed === null ? '?' : noticed.ms === null ? `not within ${seconds(noticed.withinMs)}` : seconds(noticed.ms)

const writePage = (): void => {
  const programs = table(
    ['session', 'outlives', 'dies of', 'for 45 s', 'then outlives', 'a dead host is noticed after', 'then after'],
    [...rows].sort(([one], [other]) => one.localeCompare(other)).map(([row, cells]) => [row, ...cells]),
  )
  console.log(programs)
  if (process.env.UPDATE_DOCS === '1') {
    writeFileSync(page, withSections(readFileSync(page, 'utf8'), { programs }, command))
  }
}
