/** The list of formats: the one place where one is named. The first that recognises a file reads it. */
import type { SettingsFormat } from '../found.js'
import { env } from './env.js'
import { kubernetes } from './kubernetes.js'
import { sshConfig } from './ssh-config.js'
import { sysctl } from './sysctl.js'

export const formats = { env, kubernetes, sysctl, 'ssh-config': sshConfig } satisfies Record<string, SettingsFormat>
