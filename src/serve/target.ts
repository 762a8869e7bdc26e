/** What a request asks for, split by hand: a URL parser refuses some of what a stranger may send. */

export interface Target {
  readonly path: string
  readonly query: URLSearchParams
}

export const targetOf = (url = '/'): Target => {
  const at = url.indexOf('?')
  return at < 0
    ? { path: url, query: new URLSearchParams() }
    : { path: url.slice(0, at), query: new URLSearchParams(url.slice(at + 1)) }
}
