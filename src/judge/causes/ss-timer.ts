/** The timer of a socket as `ss -o` writes it: "on,8.2sec,5", "on,8.212ms,5" for the same, "keepalive,1min25sec,0" (iproute2, misc/ss.c, print_ms_timer). */

/** In how many ms it fires; `undefined` for what is no timer. */
export const dueMs = (timer: string): number | undefined => {
  const [, text = ''] = timer.split(',')
  const match = /^(?:(\d+)min)?(?:(\d+(?:\.\d+)?)sec|(\d+)\.(\d{3})ms|(\d+)ms)?$/.exec(text)
  if (match === null || text === '') return undefined
  const [minutes = 0, seconds = 0, wholeSeconds = 0, thousandths = 0, ms = 0] = match
    .slice(1)
    .map((part) => Number(part ?? 0))
  return minutes * 60_000 + seconds * 1000 + wholeSeconds * 1000 + thousandths + ms
}
