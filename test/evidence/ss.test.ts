import { expect, test } from 'vitest'
import { readNeighbour } from '../../harness/evidence/neighbours.js'
import { readSocket } from '../../harness/evidence/ss.js'

test('a socket as ss writes it on one line, of which what tells something is kept', () => {
  expect(
    readSocket(
      'ESTAB 0      58     10.0.200.1:41650  10.0.0.2:7000 timer:(on,340ms,1) ts sack reno wscale:10,10 rto:408 backoff:1 rtt:0.378/0.424 mss:1448 lastsnd:68 unacked:1 retrans:1/2 lost:1 minrtt:0.03',
    ),
  ).toEqual({
    localPort: 41650,
    peer: '10.0.0.2:7000',
    state: 'ESTAB',
    timer: 'on,340ms,1',
    info: { rto: '408', backoff: '1', rtt: '0.378/0.424', lastsnd: '68', unacked: '1', retrans: '1/2', lost: '1' },
  })
})

test('one without a timer and without details, as it is when it is destroyed', () => {
  expect(readSocket('UNCONN 0 0 10.0.0.3:56560 10.0.0.2:7000')).toEqual({
    localPort: 56560,
    peer: '10.0.0.2:7000',
    state: 'UNCONN',
    info: {},
  })
})

test.each(['', 'done', '\t ts sack', 'LISTEN 0 511 0.0.0.0:7000 0.0.0.0:*'])('%j is no connection', (line) => {
  expect(readSocket(line)).toBeUndefined()
})

test.each([
  [
    '10.0.0.1 dev eth0 lladdr 02:00:0a:00:00:03 REACHABLE ',
    { address: '10.0.0.1', state: 'REACHABLE', mac: '02:00:0a:00:00:03' },
  ],
  ['10.0.0.1 dev eth0 FAILED', { address: '10.0.0.1', state: 'FAILED' }],
  ['10.0.0.1 dev eth0  INCOMPLETE ', { address: '10.0.0.1', state: 'INCOMPLETE' }],
  [
    '10.1.0.1 dev eth0 lladdr 02:00:0a:00:00:03 router STALE',
    { address: '10.1.0.1', state: 'STALE', mac: '02:00:0a:00:00:03' },
  ],
  [
    'Deleted 10.0.0.1 dev eth0 lladdr 02:00:0a:00:00:03 STALE',
    { address: '10.0.0.1', state: 'DELETED', mac: '02:00:0a:00:00:03' },
  ],
])('a neighbour as ip writes it: %s', (line, neighbour) => {
  expect(readNeighbour(line)).toEqual(neighbour)
})

test('what is no neighbour', () => {
  expect(readNeighbour('fe80::1 dev eth0 lladdr 02:00:0a:00:00:03 STALE')).toBeUndefined()
  expect(readNeighbour('')).toBeUndefined()
})

test('an IPv4 address in an IPv6 socket is that address', () => {
  expect(readSocket('ESTAB 0 0 [::ffff:10.0.200.1]:56560 [::ffff:10.0.0.1]:5432')).toMatchObject({
    localPort: 56_560,
    peer: '10.0.0.1:5432',
  })
})
