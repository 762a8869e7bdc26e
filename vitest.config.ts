import { defineConfig } from 'vitest/config'
import type { Reporter, TestModule } from 'vitest/node'

/** Ends every run with a line that a person and a CI can read alike. */
const closingLine: Reporter = {
  onTestRunEnd(modules: readonly TestModule[], errors) {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => test.result().state))
    const count = (state: string): number => tests.filter((each) => each === state).length
    const broken = modules.filter(
      (module) => module.state() === 'failed' && [...module.children.allTests()].length === 0,
    )
    const failed = count('failed') + broken.length + errors.length
    console.log(`${count('passed')} passed, ${failed} failed, ${count('skipped')} skipped`)
  },
}

/** These start real processes and measure real pauses: one file at a time, so that they do not disturb each other. */
const alone = { fileParallelism: false, maxConcurrency: 3 }
/** Real protocols between processes of this machine, kernels that are left to themselves, our own command, a browser: they mostly wait. */
const waiting = [
  ...['sessions', 'tcp', 'cli', 'serve', 'page'].map((folder) => `test/${folder}/**/*.test.ts`),
  ...['world-ends', 'privileges'].map((name) => `test/real/${name}.test.ts`),
]
/** VMs with programs of others, which are long in starting, and runs that are killed: three files at a time. */
const programs = [
  ...['command', 'record', 'scenarios', 'nothing-left', 'attack'].map((name) => `test/real/${name}.test.ts`),
  'test/cli/try.test.ts',
  'examples/*/*.test.ts',
]
const measuring = ['test/real/**/*.test.ts']
const minutes = (count: number): number => count * 60_000
/** Whoever is to carry on does so when the machine lets him; a machine that did not let him once is asked again, and the report says that it was. */
const patient = { expect: { poll: { timeout: 15_000 } }, retry: 1 }

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: [...waiting, ...measuring, ...programs, 'test/full/**'],
          // Nothing of it touches the process: a worker takes one file after the other, which saves a third of the time.
          pool: 'threads',
          isolate: false,
        },
      },
      {
        test: {
          name: 'sessions',
          include: waiting,
          exclude: programs,
          maxWorkers: 4,
          sequence: { groupOrder: 1 },
          ...patient,
          testTimeout: minutes(2),
          hookTimeout: minutes(2),
        },
      },
      {
        test: {
          name: 'programs',
          include: programs,
          maxWorkers: 3,
          maxConcurrency: 3,
          sequence: { groupOrder: 2 },
          ...patient,
          testTimeout: minutes(2),
          hookTimeout: minutes(2),
        },
      },
      {
        test: {
          name: 'real',
          include: measuring,
          exclude: [...waiting, ...programs],
          ...alone,
          sequence: { groupOrder: 3 },
          ...patient,
          testTimeout: minutes(2),
          hookTimeout: minutes(2),
        },
      },
      {
        // What takes minutes because the pauses are as long as real ones: `npm run test:full`.
        test: {
          name: 'full',
          include: ['test/full/**/*.test.ts'],
          ...alone,
          sequence: { groupOrder: 4 },
          ...patient,
          testTimeout: minutes(10),
          hookTimeout: minutes(10),
        },
      },
      {
        // Figures, printed; what is asserted is not how fast they are: `npm run bench`.
        test: {
          name: 'bench',
          include: ['bench/**/*.test.ts'],
          ...alone,
          sequence: { groupOrder: 5 },
          testTimeout: minutes(30),
          hookTimeout: minutes(30),
        },
      },
    ],
  },
})
