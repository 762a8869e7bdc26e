/** Kernel settings: a file of /etc/sysctl.d, or what `sysctl -a` prints. Of others than TCP's nothing is said. sysctl.d(5) */
import type { Found, SettingsFormat } from '../found.js'

/** `net.ipv4.tcp_retries2 = 5`, `net/ipv4/tcp_retries2=5`, with a dash where an error is to be ignored. */
const line = /^\s*-?\s*(net[./]ipv4[./]\S+?)\s*=\s*(.*?)\s*$/

export const sysctl: SettingsFormat = {
  summary: 'kernel settings (/etc/sysctl.d, the output of sysctl -a)',
  recognises: (_, text) => text.split('\n').some((each) => line.test(each)),
  read: (file, text) => ({ machine: inLines(file, text), subjects: [] }),
}

const inLines = (file: string, text: string): readonly Found[] =>
  text.split('\n').flatMap((each, index): Found[] => {
    const [, name, value = ''] = line.exec(each) ?? []
    return name === undefined ? [] : [{ file, line: index + 1, setting: name.replaceAll('/', '.'), value }]
  })
