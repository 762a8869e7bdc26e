/** A freezer is a way to keep all processes of a VM from running. To add one, copy `none.ts` and name it in `index.ts`. */
export interface Freezer {
  readonly summary: string
  /**
   * Comes before the command that becomes a VM's first process, so that all that it will ever start can be frozen.
   * @param vm a name that no other machine of the run has
   */
  prefix(vm: string): readonly string[]
  /**
   * Takes effect before it returns: from then on no process runs code of its own. Resolves when the kernel shows it, with what it showed.
   * @param root the VM's first process
   * @param enough the pause is over: it resolves with what has been seen so far
   * @throws Error with what was seen instead when that takes too long
   */
  freeze(root: number, enough?: AbortSignal): Promise<string>
  /** Lets them run again; returns what the kernel shows. */
  thaw(root: number): string
}
