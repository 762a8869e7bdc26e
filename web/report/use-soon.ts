/** False at first, true once the page has been painted: what is not on the first screen need not hold it up. */
import { useEffect, useState } from 'preact/hooks'

export const useSoon = (): boolean => {
  const [isSoon, setSoon] = useState(false)
  useEffect(() => {
    // An effect may run before the paint; what it asks for runs after it.
    const timer = setTimeout(() => setSoon(true))
    return () => clearTimeout(timer)
  }, [])
  return isSoon
}
