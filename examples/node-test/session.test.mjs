// With Node's own test runner: node --test examples/node-test/session.test.mjs
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { openWorld, outlived } from 'outlive'

const world = openWorld()
after(() => world.close())

test('an echo session outlives a pause of 2 s', async () => {
  const played = await world.play({ session: 'echo' }, '2 s')
  const [cell] = played.cells
  assert.ok(outlived(cell), played.story(cell))
})
