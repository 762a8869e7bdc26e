/** The list of commands: the one place where one is named. See `command.ts` for how to add one. */
import type { CommandEntry } from './command.js'

export const commands: Readonly<Record<string, CommandEntry>> = {
  demo: {
    summary: 'the case that outlive exists for, with a small VM: under a minute, one table',
    load: () => import('./demo.js'),
  },
  run: {
    summary: 'plays all cells of a scenario at once, for real, and says what became of each session',
    load: () => import('./run.js'),
  },
  try: {
    summary:
      'your own server and client, unchanged: what becomes of them when the VM is paused or moved; without a file',
    load: () => import('./try.js'),
  },
  tune: {
    summary:
      'how long a pause each session outlives, measured: many pauses side by side, and which timer draws each border',
    load: () => import('./tune.js'),
  },
  repro: {
    summary:
      'from a symptom in a log to the smallest pause that shows it: searched, shrunk, and written as a scenario and a test',
    load: () => import('./repro.js'),
  },
  pauses: {
    summary: 'which pauses a log tells of: QEMU, libvirt, VMware, Hyper-V, Azure, GCE, ping -D; for `repro --from`',
    load: () => import('./pauses.js'),
  },
  lint: {
    summary:
      'settings in files (sysctls, connection strings, ssh_config, manifests) against moves, predicted; a gate for CI',
    load: () => import('./lint.js'),
  },
  plan: {
    summary: 'what would be done to each VM and when, and what is to be expected of each session; at once',
    load: () => import('./plan.js'),
  },
  report: {
    summary: 'judges the record of a run again and shows it',
    load: () => import('./report.js'),
  },
  serve: {
    summary: 'records in the browser: their reports, and the runs played again, slower or faster',
    load: () => import('./serve.js'),
  },
  explain: {
    summary:
      'the story of one session of a run, along time: what its VM, its client and their kernels did, and why it ended so',
    load: () => import('./explain.js'),
  },
  replay: {
    summary: 'plays the record of a run again, or only judges it again, and says whether verdicts and causes agree',
    load: () => import('./replay.js'),
  },
  pack: {
    summary: 'a record as one file, to be sent and kept; every command that reads records reads it',
    load: () => import('./pack.js'),
  },
  merge: {
    summary: 'the shards of one run, played by several machines, as one report',
    load: () => import('./merge.js'),
  },
  diff: {
    summary: 'what changed from one run to another: verdicts and causes, stalls, settings, versions',
    load: () => import('./diff.js'),
  },
  doctor: {
    summary: 'says what this machine lacks, and the exact fix',
    load: () => import('./doctor.js'),
  },
}
