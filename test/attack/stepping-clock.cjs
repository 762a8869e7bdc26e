// Sets the time of day an hour on and back, again and again, as our processes see it; the monotonic clock goes on as it did.
const { now } = Date
let offsetMs = 0
setInterval(() => {
  offsetMs = offsetMs === 0 ? 3_600_000 : 0
}, 300).unref()
Date.now = () => now() + offsetMs
globalThis.Date = new Proxy(Date, {
  construct: (Real, given) => (given.length === 0 ? new Real(Date.now()) : new Real(...given)),
})
