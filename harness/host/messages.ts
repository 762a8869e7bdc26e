/** What the run and a host's process say to each other. */

/** A port on the host, and the Unix socket of the service in the VM that it leads to. */
export interface Relay {
  readonly host: string
  readonly port: number
  readonly path: string
}

export type HostIn = { readonly type: 'serve'; readonly relays: readonly Relay[] }

export type HostOut = { readonly type: 'ready' } | { readonly type: 'failed'; readonly message: string }
