/** Opens the server for a browser, and says in words what to do where that fails. */
import { UsageError } from '../errors.js'
import { openServer, type Routes, type Server } from '../serve/server.js'

const reasons: Readonly<Record<string, string>> = {
  EADDRINUSE: 'something else listens there; choose another with --port, or leave it out',
  EACCES: 'ports below 1024 are for root; choose another with --port',
  EADDRNOTAVAIL: 'this machine has no such address; see `ip address`',
  ENOTFOUND: 'this machine has no such address; see `ip address`',
}

/** @throws UsageError */
export const listen = async (
  routes: Routes,
  at: { readonly host?: string; readonly port?: number },
): Promise<Server> => {
  try {
    return await openServer(routes, at)
  } catch (error) {
    const { code = '', message } = error as NodeJS.ErrnoException
    const reason = reasons[code]
    throw new UsageError(`nothing can be served: ${reason === undefined ? message : `${code}: ${reason}`}`, {
      cause: error,
    })
  }
}
