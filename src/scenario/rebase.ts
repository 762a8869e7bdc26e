/** The same scenario, written down in another folder. */
import { isAbsolute, relative, resolve } from 'node:path'
import type { ScenarioDocument } from './scenario.js'

/** What its paths are relative to changes from one folder to the other; its commands still run where they did. */
export const rebased = (document: ScenarioDocument, from: string, to: string): ScenarioDocument => {
  const moved = (path: string): string => (isAbsolute(path) ? path : relative(to, resolve(from, path)) || '.')
  const there = from === to ? {} : { cwd: moved('.') }
  /** A name, or a path. */
  const entry = (named: string): string => (/[/\\]|\.ya?ml$/.test(named) ? dotted(moved(named)) : named)
  return {
    ...document,
    presets: document.presets.map((preset) =>
      typeof preset === 'string' ? entry(preset) : { ...preset, name: entry(preset.name) },
    ),
    profiles: document.profiles.map(entry),
    sessions: document.sessions.map((session) => {
      if (typeof session === 'string' || !('client' in session)) return session
      const { service, client } = session
      return {
        ...session,
        service: {
          ...service,
          ...there,
          ...(service.cwd !== undefined && { cwd: moved(service.cwd) }),
          ...(service.data !== undefined && { data: moved(service.data) }),
        },
        client: { ...client, ...there, ...(client.cwd !== undefined && { cwd: moved(client.cwd) }) },
      }
    }),
  }
}

/** Without a slash it would be a name. */
const dotted = (path: string): string => (path.startsWith('.') || isAbsolute(path) ? path : `./${path}`)
