import { mkdtempSync, writeFileSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'vitest'
import { loadScenario } from '../../src/scenario/load.js'
import { resolveScenario } from '../../src/scenario/resolve.js'
const dir = mkdtempSync('/tmp/scn-')
const say = (name: string, text: string | Buffer) => {
  const f = join(dir, name.replace(/\W+/g,'-') + '.yaml'); writeFileSync(f, text)
  try { const r = loadScenario(f); console.log(name, 'OK', r.cells.length, r.settleMs, r.cells.map(c=>c.id).slice(0,3), r.cells[0]?.wire) } catch (e: any) { console.log('## ' + name + '\n' + e.name + ': ' + (e.name === 'UsageError' ? e.message : e.stack)) }
}
test('x', () => {
  const ok = 'name: x\npresets: [vmotion]\nmemory: [1 GiB]\nsessions: [echo]\nprofiles: [linux]\n'
  say('ok', ok)
  say('many', 'name: X!\npresets: [vmotoin, quick-migration, { name: quick-migration, with: { storageLinkMbitPerS: -1, handOverMS: 2 }, az: 3 }, 7]\nmemory: [512, 1 GB, -2 GiB, 0 MiB, 99 TiB, 1 GiB, 1024 MiB, 0.3 MiB, big]\nsesions: [echo]\nsessions: [ecko, file-copy, file-copy]\nprofiles: [windows-2018]\nwire: dorp\nsettle: 3\nbaseline: 3 sec\nunaffectedBelow: 0 s\n')
  say('missing', 'name: x\n')
  say('empty', '')
  say('comment', '# hi\n')
  say('list', '- a\n- b\n')
  say('scalar', 'hello')
  say('tabs', 'name: x\npresets:\n\t- vmotion\n')
  say('bad', 'name: x\npresets: [vmotion\nmemory: [1 GiB]\n')
  say('dupkey', ok + 'name: y\n')
  say('junk', Buffer.from(Array.from({length:500},(_, i)=> (i*73)%256)))
  say('junk2', Array.from({length:3000},(_, i)=> String.fromCharCode(33+(i*73)%90)).join(''))
  say('bomb', 'a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\nd: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: [*d,*d,*d,*d,*d,*d,*d,*d,*d]\n')
  say('self', 'name: &a [*a]\n')
  say('deep', 'name: ' + '['.repeat(100000))
  say('tag', ok.replace('[vmotion]', '!!js/function x'))
  say('emptylist', ok.replace('[vmotion]', '[]').replace('[echo]', 'echo').replace('[linux]', 'null'))
  say('as', ok.replace('[vmotion]', '[vmotion, {name: vmotion, with: {linkMbitPerS: 10000}}, {name: vmotion, with: {linkMbitPerS: 10000}, as: fast}, {name: vmotion, as: control}, {name: vmotion, as: fast}]'))
  say('as2', ok.replace('[vmotion]', '[vmotion, {name: vmotion, with: {linkMbitPerS: 10000}}, {name: vmotion, with: {linkMbitPerS: 10000}, as: fast}]'))
  say('endless', ok.replace('[vmotion]', '[{name: vmotion, with: {linkMbitPerS: 100, stopWhenNotShrinking: false}}]'))
  say('long', ok.replace('[vmotion]', '[quick-migration]').replace('1 GiB', '8 TiB'))
  writeFileSync(join(dir, 'mine.yaml'), 'name: mine\nsummary: m\nmethod: suspnd\nparameters: {}\n')
  writeFileSync(join(dir, 'mine2.yaml'), 'name: mine\nsummary: m\nmethod: suspend\nparameters:\n  handOverMs: 3\n  foo: {value: 1, source: x, status: red}\n  storageLinkMbitPerS: {value: 0, source: "", status: read}\n')
  writeFileSync(join(dir, 'mine3.yaml'), 'name: mine\nsummary: m\nmethod: suspend\nparameters:\n  handOverMs: {value: x, source: x, status: read}\n  foo: {value: 1, source: x, status: read}\n  storageLinkMbitPerS: {value: 0, source: "x", status: read}\n')
  writeFileSync(join(dir, 'mine4.yaml'), 'name: mine\nsummary: m\nmethod: suspend\nparameters:\n  handOverMs: {value: 1, source: x, status: read}\n  fooo: {value: 1, source: x, status: read}\n  storageLinkMbitPerS: {value: 0, source: "x", status: read}\n')
  say('paths', ok.replace('[vmotion]', '[./mine.yaml, mine2.yaml, ./nope/x.yaml, mine3.yaml, ./mine4.yaml, ./mine44.yaml, .]').replace('[linux]', '[./, /etc/passwd, ../mine.yaml]'))
  say('proto', ok.replace('[vmotion]', '[{name: vmotion, with: {__proto__: 3, constructor: 4, linkMbitPerS: .nan}}]') + '__proto__: {a: 1}\n');say('wire', ok + 'wire: answer\n')
  for (const f of ['nope', 'demoo', './demo.yml', join(dir, 'ok1.yaml'), dir, '/dev/zero', '']) { try { loadScenario(f); console.log(f, 'OK') } catch (e: any) { console.log('##', f, e.name, e.message) } }
  for (const n of [{preset: ['vmoton']}, {memory: ['1GB', '3 GiB'], session: ['x']}, {only: ['nothing']}, {only: ['512MiB*linux']}, {preset:['vmotion'], only:['quick']}]) { try { const r = loadScenario('dynamic-it', n); console.log(n, r.cells.length) } catch (e: any) { console.log('##', n, e.name, e.message) } }
  try { resolveScenario({ name: 'x', presets: ['vmotion', { name: 'vmotoin' }], memory: ['1 GiB'], sessions: ['echo'], profiles: ['linux'], settle: '3' }) } catch (e: any) { console.log(e.message) }
})
