/** What somebody wrote, for a message: on one line, not too long, without control characters. */
export const quote = (written: unknown): string => {
  const text = JSON.stringify(written) ?? String(written)
  return text.length > 60 ? `${text.slice(0, 57)}…` : text
}
