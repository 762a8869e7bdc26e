/** What `outlive tune` finds for programs that everyone uses: how long a pause each outlives, what it needs for 45 s, and how long it then outlives; as `docs/tuning.md` shows it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { execa } from 'execa'
import { describe, expect, test } from 'vitest'
import { seconds } from '../src/report/amounts.js'
import { settingInWords } from '../src/report/setting.js'
import { packageRoot } from '../src/scenario/package-root.js'
import { type Curve, type Proof, type Tune, tuneSchema } from '../src/tune/result.js'
import { programScenarios } from '../test/full/program-scenarios.js'
import { table, withSections } from '../test/methods/docs/sections.js'

const command = 'UPDATE_DOCS=1 npm run bench -- tune-programs'
const page = join(packageRoot, 'docs/tuning.md')
const cli = join(packageRoot, 'dist/src/cli/main.js')

const sessions = {
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
} as const satisfies Record<string, string>

const tune = async (...args: string[]): Promise<Tune> => {
  const cwd = mkdtempSync(join(tmpdir(), 'outlive-bench-'))
  try {
    const options = ['--quiet', '--repeat', '1', '--reporter', 'json']
    const { stdout } = await execa(process.execPath, [cli, 'tune', ...args, ...options], { cwd, reject: false })
    return tuneSchema.parse(JSON.parse(stdout))
  } finally {
    rmSync(cwd, { recursive: true, force: true })
  }
}

const range = ['--from', '5s', '--to', '90s', '--pauses', '8']

/** As the page has them, so that some of them can be measured again: `npm run bench -- tune-programs -t psql`. */
const rows = new Map(
  [...readFileSync(page, 'utf8').matchAll(/^\| (`[^|]*?`) \| (.*) \|$/gm)].map(([, row = '', cells = '']) => [
    row,
    cells.split(' | '),
  ]),
)

for (const { name, title, missing } of programScenarios) {
  const session = Object.entries(sessions).find(([scenario]) => scenario === name)?.[1]
  if (session === undefined) continue
  describe(title, () => {
    test.skipIf(missing !== '').concurrent('tuned for 45 s', async () => {
      const only = [name, '--session', session]
      const advised = await tune(...only, '--target', '45s', '--headroom', '10')
      const [advice] = advised.target?.advice ?? []
      if (advice === undefined) throw new Error('no advice')
      const changes = advice.changes.map(({ setting, to }) => `${setting}=${to}`)
      const [before] = (await tune(...only, ...range)).curves
      const [after] = (await tune(...only, ...range, ...changes.flatMap((change) => ['--set', change]))).curves
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

const limit = (curve: Curve | undefined): string => {
  const [first, next] = curve?.bands ?? []
  if (first?.fate !== 'outlives') return curve?.trials.length === 0 ? '?' : 'none'
  return next === undefined ? `over ${seconds(first.toMs)}` : `${seconds(first.toMs)} (not ${seconds(next.fromMs)})`
}

const killer = (curve: Curve | undefined): string => {
  const [ending] = curve?.bands.at(-1)?.endings ?? []
  return ending === undefined ? '' : `${ending.owner}, ${settingInWords(ending) ?? 'no setting that is known'}`
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
