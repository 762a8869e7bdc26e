/** What the kernel keeps of sockets, all over the machine: /proc/slabinfo, which only root reads. */
import { readFileSync } from 'node:fs'

/** A socket's own structures, its file, its place in epoll's tree, its buffers' heads. */
const slabs =
  /^(TCP|sock_inode_cache|filp|dentry|eventpoll_epi|eventpoll_pwq|skbuff_\w+|tw_sock_TCP|request_sock_TCP|inet_peer_cache|tcp_bind\w*) +\d+ +(\d+) +(\d+)/

/** 0 where it cannot be read. */
export const kernelBytes = (): number => {
  try {
    return readFileSync('/proc/slabinfo', 'utf8')
      .split('\n')
      .reduce((sum, line) => {
        const [, , objects = '0', size = '0'] = slabs.exec(line) ?? []
        return sum + Number(objects) * Number(size)
      }, 0)
  } catch {
    return 0
  }
}
