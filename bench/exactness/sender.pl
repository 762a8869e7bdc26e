# perl sender.pl FOLDER HOST PORT, on a client machine: a datagram every 0.5 ms, which has in it when it was sent. Which of them arrive says when the wire was silent.
# When it is asked to end it tells the probe so, and writes to FOLDER/sent when each was sent: CLOCK_MONOTONIC in ms, as doubles.
use strict;
use warnings;
use IO::Socket::INET;
use Time::HiRes qw(clock_gettime clock_nanosleep CLOCK_MONOTONIC TIMER_ABSTIME);

my ($folder, $host, $port) = @ARGV;
my $apart_ms = 0.5;

# A session is what has a connection.
my $session = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port) or die "$host:$port: $@";
# In a long silence its kernel would forget where the VM is, and ask for it once a second.
my ($mac) = map { /^\Q$host\E .* (\S+:\S+) / } do { open my $arp, '<', '/proc/net/arp' or die; <$arp> };
system(qw(ip neighbour replace), $host, 'lladdr', $mac, qw(dev eth0 nud permanent)) and die 'ip failed';
my $socket = IO::Socket::INET->new(PeerAddr => $host, PeerPort => $port, Proto => 'udp') or die "$host:$port: $@";
my ($all, $over) = ('', 0);
$SIG{TERM} = sub { $over = 1 };
until ($over) {
  my $now_ms = 1000 * clock_gettime(CLOCK_MONOTONIC);
  my $due_ms = $apart_ms * (1 + int($now_ms / $apart_ms));
  clock_nanosleep(CLOCK_MONOTONIC, 1e6 * $due_ms, TIMER_ABSTIME);
  my $sent = pack 'd', 1000 * clock_gettime(CLOCK_MONOTONIC);
  # Refused or unreachable: as lost as any.
  send $socket, $sent, 0;
  $all .= $sent;
}
send $socket, 'end', 0;
open my $file, '>', "$folder/sent" or die "$folder/sent: $!";
print $file $all;
close $file;
# The run ends the VM when we have ended: the probe must have written by then.
sleep 1;
