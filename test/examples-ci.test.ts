/** The files that users copy: valid by their own schemas, and asking for the shards that they have. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { validateWorkflow } from '@action-validator/core'
import { Job } from 'kubernetes-models/batch/v1'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { packageRoot } from '../src/scenario/package-root.js'

const textOf = (file: string): string => readFileSync(join(packageRoot, 'examples/ci', file), 'utf8')

test('the workflow for GitHub Actions', () => {
  const text = textOf('github-workflow.yml')
  expect(validateWorkflow(text).errors).toEqual([])
  expect(validateWorkflow(text.replaceAll('runs-on', 'run-on')).errors).not.toEqual([])
  const { shard } = (parse(text) as { jobs: { play: { strategy: { matrix: { shard: number[] } } } } }).jobs.play
    .strategy.matrix
  expect(text).toContain(`/${shard.length} --record`)
  expect(shard).toEqual(shard.map((_, index) => index + 1))
})

test('the indexed Job for Kubernetes', () => {
  const job = parse(textOf('kubernetes-job.yaml')) as ConstructorParameters<typeof Job>[0] & {
    spec: { completions: number; completionMode: string }
  }
  expect(() => new Job(job).validate()).not.toThrow()
  const wrong = { ...job, spec: { ...job.spec, completions: 'five' as unknown as number } }
  expect(() => new Job(wrong).validate()).toThrow('completions must be integer')
  expect(job.spec.completionMode).toBe('Indexed')
  expect(JSON.stringify(job)).toContain(`--shard ${job.spec.completions} `)
})
