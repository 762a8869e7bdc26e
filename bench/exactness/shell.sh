# sh shell.sh SECONDS PORT 'HOW TO GET INTO THE NETWORK' PID…: what people do today. Every process is stopped by a signal, the VM's port is cut, and both come back.
seconds=$1 port=$2 enter=$3
shift 3
for pid; do kill -STOP "$pid"; done
$enter bridge link set dev "$port" state 0
sleep "$seconds"
$enter bridge link set dev "$port" state 3
for pid; do kill -CONT "$pid"; done
