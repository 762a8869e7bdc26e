import { describe, expect, test } from 'vitest'
import { type Check, missingFor } from '../../src/doctor/check.js'
import { explainRefusal, type Refusal } from '../../src/doctor/denied.js'
import { environmentError } from '../../src/doctor/missing.js'
import { allChecks, conclusion } from '../../src/doctor/tell.js'
import { penFor } from '../../src/report/pen.js'

const pen = penFor({ columns: 80, colours: false, unicode: true })

const checks: readonly Check[] = [
  { name: 'ip', ok: false, detail: 'not found on PATH', fix: 'sudo apt-get install iproute2', neededBy: 'netns' },
  { name: 'ss', ok: false, detail: 'not found on PATH', fix: 'sudo apt-get install iproute2', neededBy: 'netns' },
  { name: 'unshare', ok: true, detail: '/usr/bin/unshare', neededBy: 'netns' },
  { name: 'script', ok: true, detail: '/usr/bin/script', neededBy: 'loopback' },
  {
    name: 'tcp_rto_max_ms',
    ok: false,
    detail: 'this kernel does not have it',
    fix: 'Linux 6.15',
    neededBy: 'optional',
  },
]

describe('what the checks found', () => {
  test('is shown by who needs it, with the fix below what is missing', () => {
    expect(allChecks(checks, pen) + conclusion(checks, ['no wire is cut'], pen)).toMatchInlineSnapshot(`
      "Every engine needs
        ✓ script          /usr/bin/script

      Engine netns needs
        ✗ ip              not found on PATH
            fix: sudo apt-get install iproute2
        ✗ ss              not found on PATH
            fix: sudo apt-get install iproute2
        ✓ unshare         /usr/bin/unshare

      Good to have
        ! tcp_rto_max_ms  this kernel does not have it
            fix: Linux 6.15
      ✗ Engine netns does not work here: 2 things missing.
      --engine loopback works all the same, within limits:
        • no wire is cut
      "
    `)
  })

  test('is told by a command with each fix once', () => {
    expect(environmentError('netns', checks)).toMatchObject({
      name: 'EnvironmentError',
      message: 'Engine netns does not work here; what is missing:\n  ip: not found on PATH\n  ss: not found on PATH',
      fix: 'sudo apt-get install iproute2',
    })
  })

  test('is no error where nothing that is needed is missing', () => {
    expect(environmentError('loopback', checks)).toBeUndefined()
  })

  test('what every engine needs is missing for each of them', () => {
    const noScript = checks.map((check) => ({ ...check, ok: check.name !== 'script' }))
    expect(missingFor('netns', noScript).map(({ name }) => name)).toEqual(['script'])
    expect(missingFor('loopback', noScript).map(({ name }) => name)).toEqual(['script'])
  })
})

describe('a kernel that refuses namespaces', () => {
  const refused = (fields: Partial<Refusal>) =>
    explainRefusal({
      said: 'unshare failed: Operation not permitted',
      root: false,
      container: false,
      sysctls: {},
      ...fields,
    })

  test.each([
    ['Debian 10', { 'kernel.unprivileged_userns_clone': '0' }, 'sudo sysctl -w kernel.unprivileged_userns_clone=1'],
    [
      'Ubuntu 24.04',
      { 'kernel.apparmor_restrict_unprivileged_userns': '1' },
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
    ],
    ['a hardened one', { 'user.max_user_namespaces': '0' }, 'sudo sysctl -w user.max_user_namespaces=15000'],
    ['one without room', { 'user.max_net_namespaces': '0' }, 'sudo sysctl -w user.max_net_namespaces=15000'],
  ])('as %s does is told the setting', (_, sysctls, fix) => {
    expect(refused({ sysctls }).fix).toContain(fix)
    expect(refused({ sysctls }).detail).toContain('unshare failed: Operation not permitted')
  })

  test('to root does not do so because of what it allows ordinary users', () => {
    const sysctls = { 'kernel.unprivileged_userns_clone': '0', 'user.max_user_namespaces': '0' }
    expect(refused({ root: true, sysctls }).detail).toContain('a root that lacks CAP_SYS_ADMIN')
  })

  test('in a container is told how to start it', () => {
    expect(refused({ container: true }).fix).toContain('--privileged')
    expect(refused({ container: true, root: true }).fix).toContain('--cap-add SYS_ADMIN --cap-add NET_ADMIN')
  })

  test('because it lacks them is told so', () => {
    expect(refused({ said: 'unshare failed: Invalid argument' }).fix).toContain('CONFIG_USER_NS')
  })

  test('for no reason that we know leaves one way', () => {
    expect(refused({ said: '' })).toEqual({ detail: 'refused (unshare said nothing)', fix: 'run it as root' })
  })
})
