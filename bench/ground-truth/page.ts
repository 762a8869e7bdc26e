import type { Copied } from './copies.js'
import type { Played } from './pauses.js'
export const writePage = (
  _pauses: readonly { readonly netns: Played; readonly qemu: Played }[],
  _copies: readonly Copied[],
): void => {}
