/** Why a kernel refuses namespaces, from what it said and from its settings, and what to do about it. */

export interface Refusal {
  /** What `unshare` wrote. */
  readonly said: string
  readonly root: boolean
  readonly container: boolean
  /** Settings by name; those that the kernel has. */
  readonly sysctls: Readonly<Record<string, string | undefined>>
}

export interface Explanation {
  readonly detail: string
  readonly fix: string
}

/** The settings that `explainRefusal` wants to know. */
export const namespaceSysctls = [
  'kernel.unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns',
  'user.max_user_namespaces',
  'user.max_net_namespaces',
  'user.max_mnt_namespaces',
  'user.max_pid_namespaces',
] as const

/** Docker's and Podman's: the capabilities, the system calls and the paths in /proc that a container is denied. */
const containerFix =
  'start the container with --privileged, or with --cap-add SYS_ADMIN --cap-add NET_ADMIN --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined'

/** Many, as most distributions have it. */
const manyNamespaces = 15_000

export const explainRefusal = (refusal: Refusal): Explanation => {
  const { said, root, container, sysctls } = refusal
  const because = (why: string, fix: string): Explanation => ({
    detail: `${why} (${said || 'unshare said nothing'})`,
    fix,
  })

  const none = namespaceSysctls
    // Root needs no user namespace.
    .filter((name) => name.startsWith('user.max_') && !(root && name === 'user.max_user_namespaces'))
    .find((name) => sysctls[name] === '0')
  if (none !== undefined) return because(`refused: ${none} is 0`, `sudo sysctl -w ${none}=${manyNamespaces}`)
  if (!root) {
    if (sysctls['kernel.unprivileged_userns_clone'] === '0') {
      return because(
        'user namespaces are for root only: kernel.unprivileged_userns_clone is 0',
        'sudo sysctl -w kernel.unprivileged_userns_clone=1',
      )
    }
    // Ubuntu 24.04: the namespace comes without its capabilities unless an AppArmor profile allows them.
    if (sysctls['kernel.apparmor_restrict_unprivileged_userns'] === '1') {
      return because(
        'AppArmor restricts user namespaces: kernel.apparmor_restrict_unprivileged_userns is 1',
        'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0   (or an AppArmor profile for unshare that allows userns)',
      )
    }
  }
  if (/no space left/i.test(said)) {
    return because(
      'too many namespaces, or nested too deep',
      `sudo sysctl -w user.max_user_namespaces=${manyNamespaces}`,
    )
  }
  if (/invalid argument/i.test(said)) {
    return because(
      'this kernel was built without some of them',
      'a kernel with CONFIG_USER_NS, CONFIG_NET_NS and CONFIG_PID_NS',
    )
  }
  if (container) return because('refused: this is a container', containerFix)
  if (root)
    return because(
      'refused to a root that lacks CAP_SYS_ADMIN',
      'run it as a root with all capabilities, or as an ordinary user',
    )
  return because('refused', 'run it as root')
}
