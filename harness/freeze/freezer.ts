/** A freezer is a way to keep all processes of a VM from running. To add one, copy `none.ts` and name it in `index.ts`. */
export interface Freezer {
  readonly summary: string
  /**
   * Takes effect before it returns: from then on no process runs code of its own. Resolves when the kernel shows it, with what it showed.
   * @param root the VM's first process
   * @throws Error with what was seen instead when that takes too long
   */
  freeze(root: number): Promise<string>
  /** Lets them run again; returns what the kernel shows. */
  thaw(root: number): string
}
