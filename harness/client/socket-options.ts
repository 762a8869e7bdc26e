/**
 * Options of a connected socket that Node has no call for: TCP_USER_TIMEOUT and keepalive's interval and count. A short-lived perl is handed the
 * socket itself (a descriptor that is inherited is the same socket), sets what is wanted, and reads it back. Every Debian has perl (perl-base is
 * essential there), and it needs no privileges.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import type { Timers } from '../../src/scenario/profile.js'

/** Their numbers in linux/include/uapi/linux/tcp.h. */
const numbers = { TCP_KEEPIDLE: 4, TCP_KEEPINTVL: 5, TCP_KEEPCNT: 6, TCP_USER_TIMEOUT: 18 } as const
export type SocketOptions = Partial<Record<keyof typeof numbers, number>>

/** Those that a session's timers ask for and Node cannot set, in the kernel's units: seconds, a count, ms. */
export const optionsOf = ({ keepalive, userTimeout }: Timers): SocketOptions => ({
  ...(keepalive?.value && keepalive.intervalMs && { TCP_KEEPINTVL: keepalive.intervalMs / 1000 }),
  ...(keepalive?.value && keepalive.count && { TCP_KEEPCNT: keepalive.count }),
  ...(userTimeout && { TCP_USER_TIMEOUT: userTimeout.value }),
})

/** Not 0, 1 or 2: from those Node's spawn takes O_NONBLOCK away, and so it would from our socket (deps/uv, uv__process_child_init). */
const descriptor = 3
const program = `
  open(my $socket, "+<&=", ${descriptor}) or die "no socket: $!\\n";
  while (my ($name, $option, $value) = splice(@ARGV, 0, 3)) {
    setsockopt($socket, 6, $option, pack("i", $value)) or die "$name: $!\\n";
    my $set = unpack("i", getsockopt($socket, 6, $option));
    $set == $value or die "$name is $set\\n";
  }`

/** Resolves when the kernel says that they are set. @throws Error that says what could not be set, why, and what to do about it */
export const setSocketOptions = async (socket: Socket | Server, options: SocketOptions): Promise<void> => {
  const wanted = Object.entries(options) as [keyof typeof numbers, number][]
  if (wanted.length === 0) return
  const refuse = (why: string): never => {
    const asked = wanted.map(([name, value]) => `${name}=${value}`).join(', ')
    throw new Error(`${asked} could not be set on a socket: ${why}`)
  }
  if (process.platform !== 'linux') refuse(`their numbers are known for Linux only, and this is ${process.platform}`)
  const fd = (socket as unknown as { _handle: { fd: number } | null })._handle?.fd ?? -1
  if (fd < 0) refuse('it is closed')
  const args = wanted.flatMap(([name, value]) => [name, `${numbers[name]}`, `${value}`])
  const perl = spawn('perl', ['-e', program, ...args], { stdio: ['ignore', 'ignore', 'pipe', fd] })
  let said = ''
  perl.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  const [status] = await once(perl, 'close').catch(({ code, message }: NodeJS.ErrnoException) =>
    refuse(code === 'ENOENT' ? 'there is no perl; install it (apt-get install perl-base)' : message),
  )
  if (status !== 0) refuse(said.trim())
}

/** Tries them on a socket of our own. @throws as `setSocketOptions` */
export const trySocketOptions = async (options: SocketOptions): Promise<void> => {
  if (Object.keys(options).length === 0) return
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  await setSocketOptions(server, options).finally(() => server.close())
}
