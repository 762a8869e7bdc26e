import { expect, test } from 'vitest'
import { hostsWith } from '../../harness/command/shell.js'

test('the VM has its names, and the machine keeps its others', () => {
  expect(hostsWith('10.0.0.1', '127.0.0.1 localhost # home\n\n::1 localhost ip6-localhost\n')).toBe(
    '127.0.0.1 localhost\n::1 localhost ip6-localhost\n10.0.0.1 vm vm.outlive\n',
  )
})

test('a machine that is called vm itself does not take the name from the VM', () => {
  expect(hostsWith('10.0.0.1', '127.0.0.1\tvm\n127.0.1.1 build vm\n# 10.9.9.9 vm.outlive\n')).toBe(
    '127.0.1.1 build\n10.0.0.1 vm vm.outlive\n',
  )
})
