import { expect, test } from 'outlive/vitest'

const session = (pool: string) => ({
  session: {
    name: 'dead-pool',
    service: { command: 'node server.mjs', cwd: import.meta.dirname, ready: { port: 7000 } },
    client: { command: `node client.mjs ${pool}`, cwd: import.meta.dirname, exchange: { regex: '^value' } },
  },
})

test.concurrent('a client whose pool keeps what is broken does not outlive 3 s', async ({ world }) => {
  const ours = world.session(session('./pool.mjs'))
  const story = await expect(ours)
    .toOutlive('3 s')
    .catch(({ message }: Error) => message)
  expect(story).toContain('expected to outlive it, came: died')
  expect(story).toContain('its program ended with status 1')
})

test.concurrent('one whose pool throws it away goes on', async ({ world }) => {
  const played = await world.play(session('./pool-fixed.mjs'), '3 s')
  expect(played.cells[0]).toMatchObject({ verdict: 'reconnected' })
})
