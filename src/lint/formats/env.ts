/** A .env file: connection strings among its values. */
import { basename } from 'node:path'
import { parse } from 'dotenv'
import type { SettingsFormat } from '../found.js'
import { connectionString } from './connection-string.js'

export const env: SettingsFormat = {
  summary: 'a .env file with connection strings',
  recognises: (file) => /^\.env(\.|$)|\.env$/.test(basename(file)),
  read(file, text) {
    const lines = text.split('\n')
    const subjects = Object.entries(parse(text)).flatMap(([name, value]) => {
      const line = lines.findLastIndex((each) => new RegExp(`^\\s*(export\\s+)?${name}\\s*[=:]`).test(each)) + 1
      return connectionString(name, value, { file, line }) ?? []
    })
    return { machine: [], subjects }
  },
}
