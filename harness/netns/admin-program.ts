/** Where the administrator's programs are: Debian does not put their folder on the PATH of ordinary users, who need no rights to use them here. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'

const folders = ['/usr/sbin', '/sbin']

/** Its path, or its bare name where it can only be on the PATH. */
export const adminProgram = (name: string): string =>
  folders.map((folder) => join(folder, name)).find((file) => existsSync(file)) ?? name
