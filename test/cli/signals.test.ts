import { fileURLToPath } from 'node:url'
import { execa } from 'execa'
import { expect, test } from 'vitest'

const signals = fileURLToPath(new URL('../../dist/src/cli/signals.js', import.meta.url))

/** A program that is told to end and does not: only what `signals.ts` does itself can end it. */
const stubborn = async () => {
  const script = `
    import { heedSignals } from '${signals}'
    heedSignals().signal.addEventListener('abort', () => console.log('called off'))
    setInterval(() => {}, 1000)
    console.log('ready')`
  const child = execa(process.execPath, ['--input-type=module', '-e', script], {
    reject: false,
    forceKillAfterDelay: false,
  })
  const said = (words: string): Promise<void> =>
    new Promise((resolve) => child.stdout.on('data', (chunk: Buffer) => chunk.includes(words) && resolve()))
  await said('ready')
  return { child, said }
}

test('the first signal calls the run off, the second ends the process at once', async () => {
  const { child, said } = await stubborn()
  const calledOff = said('called off')
  child.kill('SIGINT')
  await calledOff
  const began = performance.now()
  child.kill('SIGINT')
  expect(await child).toMatchObject({ exitCode: 130 })
  expect(performance.now() - began).toBeLessThan(2000)
})

test('a run that does not end when it is called off is ended after five seconds', async () => {
  const { child } = await stubborn()
  const began = performance.now()
  child.kill('SIGTERM')
  expect(await child).toMatchObject({ exitCode: 143 })
  expect(performance.now() - began).toBeGreaterThan(4500)
})
