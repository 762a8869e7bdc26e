/** The theme's colours as a canvas needs them. A variable may stand for two, one for light and one for dark: only an element knows which. */

export type ColourOf = (variable: string) => string

export const readColours = (): ColourOf => {
  const known = new Map<string, string>()
  return (variable) => {
    const colour = known.get(variable) ?? computed(variable)
    known.set(variable, colour)
    return colour
  }
}

const computed = (variable: string): string => {
  const probe = document.createElement('i')
  probe.hidden = true
  probe.style.color = `var(${variable})`
  document.body.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
