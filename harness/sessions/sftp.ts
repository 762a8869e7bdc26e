/** The file server's half that ssh2 leaves to its user: SFTP requests (draft-ietf-secsh-filexfer-02) done on real files in one folder. */
import { generateKeyPairSync } from 'node:crypto'
import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  unlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { basename, join } from 'node:path'
import ssh2, { type Attributes, type SFTPWrapper } from 'ssh2'

const { utils } = ssh2
const { OPEN_MODE, STATUS_CODE } = utils.sftp

/**
 * The machine that takes over after a failover is known by the same key: it lies on the shared disk. Made by Node, since the ed25519 keys that
 * ssh2 generates are malformed now and then (about 1 in 250 of ssh2 1.17).
 */
export const hostKey = (dataDir: string): string => {
  mkdirSync(join(dataDir, 'files'), { recursive: true })
  const file = join(dataDir, 'host-key')
  if (!existsSync(file)) {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    writeFileSync(file, privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 })
  }
  return readFileSync(file, 'utf8')
}

/** As in OpenSSH: whoever asks for more gets this much, and asks again. */
const longestRead = 256 * 1024

export const serveSftp = (sftp: SFTPWrapper, dataDir: string): void => {
  const open = new Map<number, number>()
  let handles = 0
  /** No path leads out of the folder. */
  const pathOf = (name: string): string => join(dataDir, 'files', basename(name))
  const fdOf = (handle: Buffer): number => {
    const fd = open.get(handle.readUInt32BE())
    if (fd === undefined) throw new Error('no such handle')
    return fd
  }
  /** Does what was asked, and answers with a status code where it cannot. */
  const answer = (request: number, act: () => void): void => {
    try {
      act()
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      sftp.status(request, code === 'ENOENT' ? STATUS_CODE.NO_SUCH_FILE : STATUS_CODE.FAILURE, String(error))
    }
  }
  const done = (request: number): void => sftp.status(request, STATUS_CODE.OK)

  sftp.on('OPEN', (request, name, flags) =>
    answer(request, () => {
      const handle = Buffer.alloc(4)
      handle.writeUInt32BE(++handles)
      open.set(handles, openSync(pathOf(name), openFlags(flags)))
      sftp.handle(request, handle)
    }),
  )
  sftp.on('READ', (request, handle, offset, length) =>
    answer(request, () => {
      const buffer = Buffer.alloc(Math.min(length, longestRead))
      const bytes = readSync(fdOf(handle), buffer, 0, buffer.length, offset)
      if (bytes === 0) sftp.status(request, STATUS_CODE.EOF)
      else sftp.data(request, buffer.subarray(0, bytes))
    }),
  )
  sftp.on('WRITE', (request, handle, offset, data) =>
    answer(request, () => {
      writeSync(fdOf(handle), data, 0, data.length, offset)
      done(request)
    }),
  )
  sftp.on('CLOSE', (request, handle) =>
    answer(request, () => {
      closeSync(fdOf(handle))
      open.delete(handle.readUInt32BE())
      done(request)
    }),
  )
  sftp.on('FSTAT', (request, handle) => answer(request, () => sftp.attrs(request, attributes(fstatSync(fdOf(handle))))))
  const stat = (request: number, name: string): void =>
    answer(request, () => sftp.attrs(request, attributes(statSync(pathOf(name)))))
  sftp.on('STAT', stat)
  sftp.on('LSTAT', stat)
  sftp.on('REMOVE', (request, name) =>
    answer(request, () => {
      unlinkSync(pathOf(name))
      done(request)
    }),
  )
  sftp.on('REALPATH', (request, name) =>
    answer(request, () =>
      sftp.name(request, [{ filename: `/${basename(name)}`, longname: '', attrs: {} as Attributes }]),
    ),
  )
  sftp.on('end', () => sftp.end())
  // Garbage: ssh2 ends the channel.
  sftp.on('error', () => {})
  // A client that goes away leaves its files open.
  sftp.on('close', () => {
    for (const fd of open.values()) closeSync(fd)
    open.clear()
  })
}

const openFlags = (flags: number): number => {
  const has = (mode: number): boolean => (flags & mode) !== 0
  const access = has(OPEN_MODE.WRITE)
    ? has(OPEN_MODE.READ)
      ? constants.O_RDWR
      : constants.O_WRONLY
    : constants.O_RDONLY
  return (
    access |
    (has(OPEN_MODE.CREAT) ? constants.O_CREAT : 0) |
    (has(OPEN_MODE.TRUNC) ? constants.O_TRUNC : 0) |
    (has(OPEN_MODE.EXCL) ? constants.O_EXCL : 0) |
    (has(OPEN_MODE.APPEND) ? constants.O_APPEND : 0)
  )
}

const attributes = ({ mode, uid, gid, size, atimeMs, mtimeMs }: ReturnType<typeof statSync> & object): Attributes => ({
  mode: Number(mode),
  uid: Number(uid),
  gid: Number(gid),
  size: Number(size),
  atime: Number(atimeMs) / 1000,
  mtime: Number(mtimeMs) / 1000,
})
