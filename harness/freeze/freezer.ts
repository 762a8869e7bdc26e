/** A freezer is a way to keep all processes of a VM from running. To add one, copy `none.ts` and name it in `index.ts`. */
export interface Freezer {
  readonly summary: string
  /**
   * Returns when the kernel shows that no thread of the VM runs, with what it showed.
   * @param root the VM's first process
   * @throws Error with what was seen instead when that takes too long
   */
  freeze(root: number): string
  /** Lets them run again; returns what the kernel shows. */
  thaw(root: number): string
}
