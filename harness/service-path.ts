/** Servers live in folders that only root's PATH has. */
const forServers = ['/usr/local/sbin', '/usr/sbin', '/sbin']

/** This process's environment with them. */
export const servicePath = (): NodeJS.ProcessEnv => {
  const folders = (process.env.PATH ?? '/usr/local/bin:/usr/bin:/bin').split(':')
  return { ...process.env, PATH: [...new Set([...folders, ...forServers])].join(':') }
}
