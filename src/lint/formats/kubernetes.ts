/** Kubernetes manifests: a pod's sysctls, and connection strings in its containers' environment, in ConfigMaps and in Secrets that are not encoded. */
import { isMap, isScalar, isSeq, LineCounter, type Node, parseAllDocuments, visit, type YAMLMap } from 'yaml'
import { UsageError } from '../../errors.js'
import type { Found, SettingsFormat, Subject } from '../found.js'
import { connectionString } from './connection-string.js'

export const kubernetes: SettingsFormat = {
  summary: 'Kubernetes manifests',
  recognises: (file, text) => /\.ya?ml$/.test(file) && /^apiVersion:/m.test(text) && /^kind:/m.test(text),
  read(file, text) {
    const lines = new LineCounter()
    const machine: Found[] = []
    const subjects: Subject[] = []
    const placeOf = (node: Node) => ({ file, line: lines.linePos(node.range?.[0] ?? 0).line })
    for (const document of parseAllDocuments(text, { lineCounter: lines })) {
      const [error] = document.errors
      if (error !== undefined)
        throw new UsageError(`${file}:${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}`)
      visit(document, {
        Pair(_, { key, value }) {
          if (!isScalar(key)) return
          for (const { name, text, node } of isSeq(value) ? value.items.flatMap(named) : []) {
            if (key.value === 'sysctls') machine.push({ ...placeOf(node), setting: name, value: text })
            const subject = key.value === 'env' ? connectionString(name, text, placeOf(node)) : undefined
            if (subject !== undefined) subjects.push(subject)
          }
          for (const { name, text, node } of isMap(value) && ['data', 'stringData'].includes(String(key.value))
            ? entries(value)
            : []) {
            const subject = connectionString(name, text, placeOf(node))
            if (subject !== undefined) subjects.push(subject)
          }
        },
      })
    }
    return { machine, subjects }
  },
}

interface Entry {
  readonly name: string
  readonly text: string
  readonly node: Node
}

/** `{ name, value }` */
const named = (item: unknown): readonly Entry[] => {
  if (!isMap(item)) return []
  const [name, value] = [item.get('name'), item.get('value', true)]
  return typeof name === 'string' && isScalar(value) ? [{ name, text: String(value.value), node: item }] : []
}

const entries = (map: YAMLMap): readonly Entry[] =>
  map.items.flatMap(({ key, value }) =>
    isScalar(key) && isScalar(value) ? [{ name: String(key.value), text: String(value.value), node: key }] : [],
  )
