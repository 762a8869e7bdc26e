/** The first process of a VM: it is told what to serve, and serves until the VM ends. */
import { clockFrom } from '../clock.js'
import { watchHiccups } from '../hiccup.js'
import type { SeenConnection } from '../sessions/kind.js'
import { programOf } from '../sessions/program.js'
import { readSysctls, setSysctls } from '../sysctls.js'
import { startPart, tellOfMany } from './crowd.js'
import type { ServiceToRun, VmIn, VmOut } from './messages.js'

const say = (message: VmOut): void => void process.send?.(message)

/** What of a kernel decides about connections of which nothing is heard. */
const deciding = [
  ...['tcp_retries1', 'tcp_retries2', 'tcp_orphan_retries', 'tcp_rto_min_us', 'tcp_rto_max_ms', 'tcp_early_retrans'],
  ...['tcp_keepalive_time', 'tcp_keepalive_intvl', 'tcp_keepalive_probes'],
].map((name) => `net.ipv4.${name}`)

let machine: Extract<VmIn, { type: 'boot' }>
let clock = clockFrom()

const boot = async (message: Extract<VmIn, { type: 'boot' }>): Promise<void> => {
  machine = message
  const limits = setSysctls(message.sysctls)
  clock = clockFrom(message.originMs)
  watchHiccups(clock, (atMs, tookMs) => say({ type: 'hiccup', atMs, tookMs }))
  // Loaded before the VM is wanted: a standby machine that takes over has its programs installed.
  await Promise.all(machine.services.map(programOf))
  say({ type: 'booted', limits, sysctls: readSysctls(deciding) })
}

const start = async (): Promise<void> => {
  const { name, scratch, output, services } = machine
  await Promise.all([
    ...services.map(async (service) => {
      const session = service.kind
      const saw = service.isPart
        ? tellOfMany((ended) => say({ type: 'connections-ended', atMs: clock.now(), session, ended }), clock)
        : (connection: SeenConnection): void => say({ type: 'connection', atMs: clock.now(), session, ...connection })
      const lost = (atMs: number, detail: string): void => say({ type: 'service-ended', atMs, session, detail })
      const { serve } = await programOf(service)
      await serve({ ...service, saw }, { clock, scratch, output, vm: name, lost }).catch((error: Error) => {
        throw new Error(`service ${placeOf(service)}: ${error.message}`)
      })
    }),
    ...services.flatMap((service) => service.parts?.map((port) => startPart(machine, { ...service, port }, say)) ?? []),
  ])
  say({ type: 'ready' })
}

const placeOf = ({ kind, host, port }: ServiceToRun): string => `${kind} on ${host}${port === 0 ? '' : `:${port}`}`

process.on('message', (message: VmIn) => {
  if (message.type === 'there?') return say({ type: 'there' })
  const act = message.type === 'boot' ? boot(message) : start()
  act.catch((error: Error) => say({ type: 'failed', message: error.message }))
})
// Without its run a VM has no reason to be.
process.on('disconnect', () => process.exit())
