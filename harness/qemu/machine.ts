/** A QEMU process with a guest in it, or with room for one that comes from another. It ends with the run's PID namespace, whatever happens. */
import { spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { endOf, howItEnded, lastWords } from '../child.js'
import type { Plug } from '../netns/lan.js'
import { politely } from '../netns/places.js'
import { type Accelerator, acceleratorFlags, acceleratorWords, memorySize } from './accelerator.js'
import type { GuestImage } from './image.js'
import { connectQmp, type Qmp } from './qmp.js'

export interface QemuMachine {
  readonly pid: number
  readonly qmp: Qmp
  readonly plug: Plug
  /** The socket of the guest's virtio port. */
  readonly channel: string
  /** Calls back once, as soon as this has been said on the serial line. */
  onSaid(words: string, heard: () => void): void
  /** Resolves when the process has ended, with how and what it or its guest said last. */
  readonly ended: Promise<string>
  kill(): void
}

export interface MachineWanted {
  /** Unique in the run. */
  readonly name: string
  readonly image: GuestImage
  readonly accelerator: Accelerator
  readonly memoryMiB: number
  readonly plug: Plug
  readonly routeToClients: string | undefined
  /** A folder for its sockets. */
  readonly scratch: string
  /** Waits for a guest that comes from elsewhere. */
  readonly incoming?: true
}

/** How long a QEMU that has closed its monitor may take to end. */
const lastWordsMs = 2000
/** What is waited for is shorter. */
const saidBytes = 4096

export const qemuProgram = 'qemu-system-x86_64'

/** @throws Error with QEMU's last words when it does not start */
export const startMachine = async (wanted: MachineWanted): Promise<QemuMachine> => {
  const { name, plug, scratch } = wanted
  const [qmpPath, channel] = [`${scratch}/${name}.qmp`, `${scratch}/${name}.port`]
  const [file = '', ...args] = [...politely, qemuProgram, ...flags(wanted, qmpPath, channel)]
  const words = lastWords()
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let said = ''
  const waiting = new Map<string, () => void>()
  const hear = (chunk: Buffer): void => {
    words.add(chunk)
    said = (said + chunk.toString()).slice(-saidBytes)
    for (const [words, heard] of waiting) {
      if (!said.includes(words)) continue
      waiting.delete(words)
      heard()
    }
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  const onSaid = (words: string, heard: () => void): void => void waiting.set(words, heard)
  const ended = endOf(child).then((how) => howItEnded(how, words.read()))
  const failed = ended.then((how): never => {
    throw new Error(`QEMU of ${name} ${how}`)
  })
  // Whoever waits for it is told by the machine that it is in.
  failed.catch(() => {})
  const qmp = await Promise.race([
    // Its monitor may be gone before its end is seen.
    connectQmp(qmpPath).catch((error: Error) =>
      Promise.race([failed, sleep(lastWordsMs).then(() => Promise.reject(error))]),
    ),
    failed,
  ])
  return { pid: child.pid ?? 0, qmp, plug, channel, onSaid, ended, kill: () => void child.kill('SIGKILL') }
}

/** The same for both ends of a migration: a guest finds the machine that it left. */
const flags = (
  { image, accelerator, memoryMiB, plug, routeToClients, incoming }: MachineWanted,
  qmpPath: string,
  channel: string,
): string[] => {
  const route = routeToClients === undefined ? '' : ` outlive.route=${routeToClients.replaceAll(' ', ',')}`
  return [
    ...['-nodefaults', '-no-user-config', '-display', 'none', '-no-reboot', '-machine', 'pc'],
    ...acceleratorFlags(accelerator),
    ...['-m', memorySize(accelerator, memoryMiB), '-smp', '1'],
    ...['-kernel', image.kernel, '-initrd', image.initramfs],
    ...[
      '-append',
      `console=ttyS0 quiet panic=-1 ${acceleratorWords(accelerator)} outlive.address=${plug.address}/16${route}`,
    ],
    ...['-chardev', 'stdio,id=console,signal=off', '-serial', 'chardev:console'],
    ...['-chardev', `socket,id=monitor,path=${qmpPath},server=on,wait=off`, '-mon', 'chardev=monitor,mode=control'],
    // Several machines read the same image; nobody writes it.
    ...['-blockdev', `raw,node-name=root,read-only=on,file.driver=file,file.locking=off,file.filename=${image.root}`],
    ...['-device', 'virtio-blk-pci,drive=root'],
    ...['-netdev', `tap,id=net,ifname=${plug.port},script=no,downscript=no,vhost=off`],
    ...['-device', `virtio-net-pci,netdev=net,mac=${plug.mac},romfile=`],
    ...['-chardev', `socket,id=port,path=${channel},server=on,wait=off`],
    ...['-device', 'virtio-serial-pci', '-device', 'virtserialport,chardev=port,name=outlive'],
    ...(incoming ? ['-incoming', 'defer'] : []),
  ]
}
