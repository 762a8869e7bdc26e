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

export default defineConfig({
  test: {
    reporters: ['default', closingLine],
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/real/**', 'test/sessions/**', 'test/cli/**', 'test/tcp/**'],
        },
      },
      {
        test: {
          // These start real processes and measure real pauses: one file at a time, so that they do not disturb each other.
          name: 'real',
          include: [
            'test/real/**/*.test.ts',
            'test/sessions/**/*.test.ts',
            'test/cli/**/*.test.ts',
            'test/tcp/**/*.test.ts',
          ],
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
})
