/** Kernel modules that a guest needs, in the order in which they can be loaded. */
import { readFileSync } from 'node:fs'

/** `depends=virtio_ring,virtio` as the module itself says, in its section `.modinfo`. */
export const dependenciesIn = (module: Buffer): readonly string[] => {
  const [, list = ''] = /\0depends=([^\0]*)\0/.exec(`\0${module.toString('latin1')}`) ?? []
  return list === '' ? [] : list.split(',')
}

/**
 * @param fileOf a module's file by its name; `undefined` for one that is built into the kernel
 * @returns files, each after those that it depends on
 */
export const loadOrder = (
  wanted: readonly string[],
  fileOf: (name: string) => string | undefined,
): readonly string[] => {
  const ordered = new Set<string>()
  const add = (name: string): void => {
    const file = fileOf(name)
    if (file === undefined || ordered.has(file)) return
    for (const needed of dependenciesIn(readFileSync(file))) add(needed)
    ordered.add(file)
  }
  for (const name of wanted) add(name)
  return [...ordered]
}
