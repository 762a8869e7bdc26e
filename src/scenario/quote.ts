/** What somebody wrote, for a message: on one line, not too long, without control characters. */
export const quote = (written: unknown): string => {
  const text = written === undefined || typeof written === 'number' ? String(written) : inJson(written)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}

/** YAML's aliases can make a list that contains itself. */
const inJson = (written: unknown): string => {
  try {
    return JSON.stringify(written) ?? String(written)
  } catch {
    return Array.isArray(written) ? '[…]' : '{…}'
  }
}
