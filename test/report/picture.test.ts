import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Story } from '../../src/report/html/data.js'
import { pageRun } from '../../src/report/html/run.js'
import { pageTune } from '../../src/report/html/tune.js'
import { loadPictures } from '../../src/report/picture.js'
import { pngOf } from '../../src/report/png.js'
import { bigReport, bigRun } from './big-run.js'
import { aTune } from './build-tune.js'

const run = pageRun('test', bigReport(24), [bigRun(24)])
const [first] = run.cells
const story = first?.story as Story

const drawn = async (): Promise<Readonly<Record<string, string>>> => {
  const { grid, timeLine, curves } = await loadPictures()
  return {
    grid: grid(run, 'a <grid>'),
    timeLine: timeLine(story, run.moves[0]?.phases.items ?? [], 'a <time line>'),
    curves: curves(pageTune('test', aTune), 'some <curves>'),
  }
}

test('pictures stand alone: with their colours and their title, and without what only a page has', async () => {
  for (const svg of Object.values(await drawn())) {
    expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" width="[\d.]+" height="[\d.]+"/)
    expect(svg).toMatch(/<title>\w+ &lt;[\w ]+&gt;<\/title>/)
    expect(svg).not.toMatch(/var\(|light-dark|<style/)
  }
})

test('each says by letters what it says by colour', async () => {
  const { grid = '', timeLine = '', curves = '' } = await drawn()
  expect(grid.match(/✗ died/g)).toHaveLength(12)
  expect(grid.match(/~ stalled/g)).toHaveLength(12)
  expect(grid).toContain('26.7 s')
  for (const text of ['blackout, drop', 'exchanges', 'sent again', 'VM back 17.2 s', '✗ dead 19.8 s'])
    expect(timeLine).toContain(text)
  for (const text of ['net.ipv4.tcp_retries2=5', 'outlived it', 'predicted: ends']) expect(curves).toContain(text)
})

test('a PNG is drawn where there are fonts, and where there are none that is said with the fix', async () => {
  const { grid = '' } = await drawn()
  const folder = mkdtempSync(join(tmpdir(), 'outlive-fonts-'))
  await expect(pngOf(grid, [folder])).rejects.toMatchObject({
    name: 'EnvironmentError',
    fix: expect.stringContaining('apt-get install fonts-dejavu-core'),
  })
  rmSync(folder, { recursive: true })
  const png = await pngOf(grid).catch(({ name }: Error) => name)
  if (typeof png !== 'string') expect([...png.subarray(1, 4)]).toEqual([...Buffer.from('PNG')])
  else expect(png).toBe('EnvironmentError')
})
