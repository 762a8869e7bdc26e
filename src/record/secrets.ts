/**
 * What is kept out of a record. Variables are kept by an allow-list; in text, passwords are masked where their form gives them away, and
 * wherever a value stands that the allow-list kept out. The one place where this is decided.
 */
import type { Cell } from '../cell.js'
import type { CommandSession } from '../scenario/command.js'

export const mask = '***'

export type Hide = (text: string) => string

const keptVariables =
  /^(PATH|HOME|LANG|LC_[A-Z]+|TZ|TERM|SHELL|USER|PWD|NODE_ENV|PORT|HOST|PG(HOST|PORT|USER|DATABASE)|OUTLIVE_\w+)$/
/** Nobody's secret, under a name that does not say that it is one. */
const plainValue = /^(-?\d{0,9}(\.\d{1,6})?(ms|s|m|h)?|true|false|yes|no|on|off)$/i
const secretName = /pass|pwd$|secret|token|key|pin$|cred|auth|dsn|cookie/i

const isKept = (name: string, value: string): boolean =>
  keptVariables.test(name) || (plainValue.test(value) && !secretName.test(name))

const quotedOrBare = String.raw`("[^"]*"|'[^']*'|[^\s"'&;,]+)`
/** Forms that give a password away; what is before the password stays. */
const forms: readonly RegExp[] = [
  // postgres://user:password@host
  /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/?#@'"]*:)([^\s/'"]+)(?=@)/gi,
  // Authorization: Bearer abc
  /(\b(?:authorization|proxy-authorization)\s*[:=]\s*(?:bearer|basic|token)\s+)([^\s"']+)/gi,
  // --password=abc, --token abc
  new RegExp(String.raw`(--[a-z0-9-]*(?:pass(?:word|wd|phrase)?|secret|token|api-?key)(?:=|\s+))${quotedOrBare}`, 'gi'),
  // PGPASSWORD=abc, password=abc, "secret": "abc"
  new RegExp(
    String.raw`(\b[a-z0-9_]*(?:pass(?:word|wd|phrase)?|pwd|secret|token|api_?key|redis_?auth)["']?\s*[:=]\s*)${quotedOrBare}`,
    'gi',
  ),
  // mysql -uroot -pabc, sshpass -p abc, redis-cli -a abc
  /(\b(?:mysql|mariadb)[\w-]*\b[^|;&\n]*?\s-p)([^\s;|&]+)/gi,
  /(\bsshpass\s+-p\s*)([^\s;|&]+)/gi,
  /(\bredis-cli\b[^|;&\n]*?\s-a\s+)([^\s;|&]+)/gi,
  // curl -u user:abc
  /(\bcurl\b[^|;&\n]*?\s(?:-u|--user)\s*[^\s:]*:)([^\s;|&]+)/gi,
]

/** A shell's reference to a variable is no secret: its value is. */
const masked = (whole: string, before: string, secret: string): string =>
  /^["']?\$/.test(secret) ? whole : `${before}${mask}`

/** What can be told by its form alone. */
export const hideForms: Hide = (text) => forms.reduce((rest, form) => rest.replace(form, masked), text)

/** A shorter value stands in too many texts by chance. */
const shortestSecret = 4

/** @param environment of whoever runs outlive: programs inherit it, and may print it */
export const hideSecretsOf = (
  { service, client }: CommandSession,
  environment: Readonly<Record<string, string | undefined>>,
): Hide => {
  const own = [...Object.entries(service.env), ...Object.entries(client.env)].filter((pair) => !isKept(...pair))
  const inherited = Object.entries(environment).filter(
    ([name, value]) => secretName.test(name) && !isKept(name, value ?? ''),
  )
  const written = [service.command, service.ready.command ?? '', client.command, client.audit ?? ''].flatMap(secretsIn)
  const secrets = [...new Set([...own, ...inherited].map(([, value]) => value ?? '').concat(written))]
    .filter((value) => value.length >= shortestSecret && !value.startsWith('/'))
    // The longer first: one may have another in it.
    .sort((one, other) => other.length - one.length)
  return (text) => hideForms(secrets.reduce((rest, secret) => rest.replaceAll(secret, mask), text))
}

/** The passwords that stand in a shell line: its programs may print them. */
const secretsIn = (line: string): string[] =>
  forms.flatMap((form) =>
    [...line.matchAll(form)]
      .map(([, , secret = '']) => secret.replaceAll(/^["']|["']$/g, ''))
      .filter((secret) => !secret.startsWith('$')),
  )

/** The cell as it may be kept. */
export const withoutSecrets = (cell: Cell, environment: Readonly<Record<string, string | undefined>>): Cell => {
  if (cell.command === undefined) return cell
  const { service, client } = cell.command
  const hide = hideSecretsOf(cell.command, environment)
  const env = (all: Readonly<Record<string, string>>) =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, isKept(name, value) ? hideForms(value) : mask]),
    )
  return {
    ...cell,
    command: {
      ...cell.command,
      service: {
        ...service,
        command: hide(service.command),
        ready: {
          ...service.ready,
          ...(service.ready.command !== undefined && { command: hide(service.ready.command) }),
        },
        env: env(service.env),
      },
      client: {
        ...client,
        command: hide(client.command),
        ...(client.audit !== undefined && { audit: hide(client.audit) }),
        env: env(client.env),
      },
    },
  }
}
