# perl probe.pl FOLDER COUNT PORT, inside a VM: COUNT processes that tick in turn, one every 0.2 ms, each on a schedule of its own that does not depend on when it was let
# run. Each writes to FOLDER/tick-N when it ticked, and the first also listens on PORT and writes to FOLDER/arrived which datagrams came.
# All times are CLOCK_MONOTONIC in ms, as doubles.
use strict;
use warnings;
use IO::Socket::INET;
use Time::HiRes qw(clock_gettime clock_nanosleep CLOCK_MONOTONIC TIMER_ABSTIME);

# An observer that waits for its turn sees less; only root may do this.
eval { setpriority(0, 0, -20) };
my ($folder, $count, $port) = @ARGV;
my $apart_ms = 0.2;
my $period_ms = $count * $apart_ms;

sub now_ms { 1000 * clock_gettime(CLOCK_MONOTONIC) }

# Buffered, since a write now and then disturbs less than one for each tick.
sub log_to {
  my ($name, $most) = @_;
  open my $file, '>', "$folder/$name" or die "$folder/$name: $!";
  my ($pending, $length) = ('', 0);
  return sub {
    $pending .= pack 'd', $_[0];
    return if ++$length < $most;
    syswrite $file, $pending;
    ($pending, $length) = ('', 0);
  };
}

for my $number (0 .. $count - 2) {
  next if fork;
  my $log = log_to("tick-$number", 100);
  my $phase_ms = $number * $apart_ms;
  while (1) {
    my $due_ms = $phase_ms + $period_ms * (1 + int((now_ms() - $phase_ms) / $period_ms));
    # A signal may end a sleep early.
    clock_nanosleep(CLOCK_MONOTONIC, 1e6 * $due_ms, TIMER_ABSTIME) while now_ms() < $due_ms;
    $log->(now_ms());
  }
}

my $listening = IO::Socket::INET->new(LocalPort => $port, Listen => 5) or die "port $port: $@";
my $socket = IO::Socket::INET->new(LocalPort => $port, Proto => 'udp') or die "port $port: $@";
my $log = log_to('arrived', 500);
while (1) {
  defined $socket->recv(my $datagram, 64) or next;
  $log->(unpack 'd', $datagram);
}
