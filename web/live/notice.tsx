/** Something that whoever looks should know. */
import type { ComponentChildren } from 'preact'

export const Notice = ({ children }: { readonly children: ComponentChildren }) => (
  <p class="notice" role="status">
    {children}
  </p>
)
