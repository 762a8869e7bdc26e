/** Addresses on our server: each needs the token that this page was opened with. */

const given = new URLSearchParams(location.search)

export const recordAsked = (): string => given.get('record') ?? ''

export const addressOf = (path: string, query: Readonly<Record<string, string>> = {}): string =>
  `${path}?${new URLSearchParams({ ...query, token: given.get('token') ?? '' })}`

/** @throws Error with what the server said */
export const getJson = async <Value>(address: string): Promise<Value> => {
  const response = await fetch(address)
  if (!response.ok) throw new Error((await response.text()).trim())
  return response.json()
}
