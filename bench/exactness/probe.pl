# perl probe.pl FOLDER COUNT PORT, inside a VM: COUNT processes that tick in turn, one every 0.2 ms, each on a schedule of its own that does not depend on when it was let
# run. The first also listens on PORT for datagrams. When one says "end" they write to FOLDER what they saw: to tick-N when each ticked, to arrived which datagrams
# came; not before, since a disk may keep whoever writes waiting. All times are CLOCK_MONOTONIC in ms, as doubles.
use strict;
use warnings;
use IO::Socket::INET;
use Time::HiRes qw(clock_gettime clock_nanosleep CLOCK_MONOTONIC TIMER_ABSTIME);

my ($folder, $count, $port) = @ARGV;
my $apart_ms = 0.2;
my $period_ms = $count * $apart_ms;

sub now_ms { 1000 * clock_gettime(CLOCK_MONOTONIC) }

sub keep {
  my ($name, $seen) = @_;
  open my $file, '>', "$folder/$name.part" or die "$folder/$name: $!";
  print $file $seen;
  close $file;
  rename "$folder/$name.part", "$folder/$name";
}

my @ticking;
for my $number (0 .. $count - 2) {
  my $child = fork;
  if ($child) {
    push @ticking, $child;
    next;
  }
  my ($seen, $over) = ('', 0);
  $SIG{TERM} = sub { $over = 1 };
  my $phase_ms = $number * $apart_ms;
  until ($over) {
    my $due_ms = $phase_ms + $period_ms * (1 + int((now_ms() - $phase_ms) / $period_ms));
    # A signal may end a sleep early.
    clock_nanosleep(CLOCK_MONOTONIC, 1e6 * $due_ms, TIMER_ABSTIME) while now_ms() < $due_ms;
    $seen .= pack 'd', now_ms();
  }
  keep("tick-$number", $seen);
  exit;
}

my $listening = IO::Socket::INET->new(LocalPort => $port, Listen => 5) or die "port $port: $@";
my $socket = IO::Socket::INET->new(LocalPort => $port, Proto => 'udp') or die "port $port: $@";
my $arrived = '';
while (1) {
  defined $socket->recv(my $datagram, 64) or next;
  last if $datagram eq 'end';
  $arrived .= $datagram;
}
kill TERM => @ticking;
keep('arrived', $arrived);
waitpid $_, 0 for @ticking;
# A service that ends would be told as lost.
sleep;
