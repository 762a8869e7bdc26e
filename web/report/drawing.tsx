/** A drawing as wide as there is room for, drawn anew when that changes. */
import { useEffect, useRef } from 'preact/hooks'

interface Given {
  /** What it shows, for who cannot see it. */
  readonly label: string
  draw(width: number): SVGElement
}

const widest = 1040

export const Drawing = ({ label, draw }: Given) => {
  const place = useRef<HTMLDivElement>(null)
  useEffect(() => {
    const { current } = place
    if (current === null) return
    let drawnAt = 0
    const redraw = (): void => {
      const width = Math.min(widest, Math.floor(current.clientWidth))
      // Its own height may bring a scroll bar, and that another width.
      if (width <= 0 || Math.abs(width - drawnAt) < 2) return
      drawnAt = width
      const svg = draw(width)
      // It is one picture: what Plot says of its parts says nothing here.
      for (const part of svg.querySelectorAll('[aria-label]')) part.removeAttribute('aria-label')
      svg.setAttribute('role', 'img')
      svg.setAttribute('aria-label', label)
      current.replaceChildren(svg)
    }
    redraw()
    const observer = new ResizeObserver(redraw)
    observer.observe(current)
    return () => observer.disconnect()
  }, [draw, label])
  return <div class="drawing" ref={place} />
}
