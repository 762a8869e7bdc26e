/** Pages as a browser gets them from us: with what they are to show, and with what they may do. */
import { builtPage } from '../page/built.js'
import { policyOf } from '../page/policy.js'

/** What the page is to show: a run that goes on, a list of records, a record that is played again. */
export type Shows = 'live' | 'records' | 'replay'

export interface Page {
  readonly html: string
  readonly policy: string
}

/** @throws Error when it was not built */
export const livePage = (shows: Shows): Page => {
  const html = builtPage('live')
  const policy = [...policyOf(html, 'own'), "connect-src 'self'", unframed].join('; ')
  return { html: html.replace('<html ', `<html data-shows="${shows}" `), policy }
}

/** Beside the policy that the report's page has in itself. Drawings bring styles of their own. */
export const reportPolicy = (): string => [...policyOf(builtPage('report'), 'any'), unframed].join('; ')

const unframed = "frame-ancestors 'none'"

/** For text alone. */
export const strictPolicy = `default-src 'none'; base-uri 'none'; form-action 'none'; ${unframed}`
