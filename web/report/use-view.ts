/** The address and the page, kept in step. */
import { useEffect, useState } from 'preact/hooks'
import { readView, type View, writeView } from './view.js'

export interface ViewState {
  readonly view: View
  /** Opening a cell is a step that “back” takes back; a filter is none. */
  change(what: Partial<View>): void
}

export const useView = (): ViewState => {
  const [view, setView] = useState(() => readView(location.hash))
  useEffect(() => {
    const follow = (): void => setView(readView(location.hash))
    addEventListener('hashchange', follow)
    return () => removeEventListener('hashchange', follow)
  }, [])
  return {
    view,
    change(what) {
      const next = { ...view, ...what }
      const hash = writeView(next)
      // What the page shows does not wait for the address.
      setView(next)
      if (what.cell != null) location.hash = hash
      else location.replace(hash)
    },
  }
}
