import { expect, test } from 'vitest'
import type { EventOf } from '../../src/history.js'
import { scenarioOf } from '../../src/record/scenario.js'
import { hideForms, hideSecretsOf, mask, withoutSecrets } from '../../src/record/secrets.js'
import { cellOf, runStarted } from '../judge/history-of.js'

test.each([
  ['postgres://u:hunter2@db:5432/x', `postgres://u:${mask}@db:5432/x`],
  ['redis://:hunter2@cache', `redis://:${mask}@cache`],
  ['app --password=hunter2 --port 80', `app --password=${mask} --port 80`],
  ['app --db-password "hunter2 x" -v', `app --db-password ${mask} -v`],
  ['PGPASSWORD=hunter2 psql -h vm', `PGPASSWORD=${mask} psql -h vm`],
  ['host=vm password=hunter2 user=u', `host=vm password=${mask} user=u`],
  ['{"token": "hunter2", "a": 1}', `{"token": ${mask}, "a": 1}`],
  ['mysql -uroot -phunter2 -h vm', `mysql -uroot -p${mask} -h vm`],
  ['sshpass -p hunter2 ssh vm', `sshpass -p ${mask} ssh vm`],
  ['redis-cli -h vm -a hunter2 ping', `redis-cli -h vm -a ${mask} ping`],
  ['curl -u me:hunter2 http://vm', `curl -u me:${mask} http://vm`],
  ['curl -H "Authorization: Bearer hunter2"', `curl -H "Authorization: Bearer ${mask}"`],
])('%s', (text, expected) => {
  expect(hideForms(text)).toBe(expected)
})

test.each([
  'PGPASSWORD="$PGPASSWORD" psql -h vm -p 5432',
  'http://vm:8080/a@b',
  'ssh -p 22 user@vm',
  'mysql --port 3306 -h vm',
  'read ECONNRESET 10.0.0.1:5432 after 3.2 s',
])('leaves alone: %s', (text) => {
  expect(hideForms(text)).toBe(text)
})

const part = (command: string, env: Record<string, string>) => ({ command, cwd: '/', env })
const own = {
  name: 'own',
  service: { ...part('serve --token=in-the-line', { SERVICE_LICENCE: 'in-service-env' }), ready: { within: 1000 } },
  client: {
    ...part('app', { DATABASE: 'in-client-env', ROUNDS: '12', PGHOST: 'vm', PIN: '123456' }),
    settings: {},
    watch: [],
  },
}
const cell = { ...cellOf({ phases: [], outcome: 'here' }), command: own }

test('variables are kept by an allow-list, plain numbers among them, and what is not is masked wherever it is printed', () => {
  expect(withoutSecrets(cell, {}).command).toMatchObject({
    service: { command: `serve --token=${mask}`, env: { SERVICE_LICENCE: mask } },
    client: { env: { DATABASE: mask, ROUNDS: '12', PGHOST: 'vm', PIN: mask } },
  })
  const hide = hideSecretsOf(own, { API_KEY: 'in-the-callers-environment', HOME: '/root' })
  const printed = 'in-service-env, in-client-env, 123456, in-the-line, in-the-callers-environment, 12 rounds in /root'
  expect(hide(printed)).toBe(`${mask}, ${mask}, ${mask}, ${mask}, ${mask}, 12 rounds in /root`)
})

const recorded = (command: typeof own) =>
  ({
    ...runStarted([withoutSecrets({ ...cell, command }, {})]),
    settleMs: 1,
  }) as EventOf<'run-started'>
const quiet = { ...own, service: { ...own.service, command: 'serve' } }

test('what is not in the record is taken from the environment of who replays it', () => {
  const given = { SERVICE_LICENCE: 'in-service-env', DATABASE: 'in-client-env', PIN: '123456' }
  expect(scenarioOf(recorded(quiet), given).cells[0]?.command).toEqual(quiet)
})

test.each([
  [
    'a variable',
    quiet,
    'the value of SERVICE_LICENCE is not in the record; give it in the environment: SERVICE_LICENCE=…',
  ],
  ['a password in a line', own, `«serve --token=${mask}» has a password that is not in the record; write it as $NAME`],
])('says what is missing: %s', (_, command, words) => {
  expect(() => scenarioOf(recorded(command), {})).toThrow(words)
})
