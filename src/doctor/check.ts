/** A check is one thing that a machine must have, or should have, for an engine to work; `harness/doctor.ts` looks, this is what it found. */

export interface Check {
  readonly name: string
  readonly ok: boolean
  /** What was seen. */
  readonly detail: string
  /** The exact command or setting that mends it. */
  readonly fix?: string
  /** `loopback` means every engine: it is the one that needs least; `qemu` needs what `netns` does, too. `optional`: works without, and the report says what is worse then. */
  readonly neededBy: 'netns' | 'qemu' | 'loopback' | 'optional'
}

/** What keeps an engine from working here. */
export const missingFor = (engine: string, checks: readonly Check[]): Check[] =>
  checks.filter(({ ok, neededBy }) => !ok && needs(engine).includes(neededBy))

/** Real guests are plugged into the same bridges as namespaces are. */
const needs = (engine: string): readonly string[] =>
  engine === 'qemu' ? ['loopback', 'netns', 'qemu'] : ['loopback', engine]
