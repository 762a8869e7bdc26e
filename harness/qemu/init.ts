/** What a guest does until Node runs in it: two shell scripts, the first in the initramfs, the second on the file system that it mounts. */

/** Asked for on the kernel's command line by who only wants to know whether a guest boots; said on the serial line. */
export const probeWord = 'outlive.probe'
export const probeAnswer = 'outlive: the guest runs'

/** Said on the serial line as soon as the guest's kernel answers for its address. */
export const networkAnswer = 'outlive: the network is up'

export const initramfsInit = `#!/busybox sh
bb=/busybox
$bb mount -t proc proc /proc
$bb mount -t sysfs sys /sys
$bb mount -t devtmpfs dev /dev
case "$($bb cat /proc/cmdline)" in *${probeWord}*) echo "${probeAnswer}"; $bb poweroff -f ;; esac
while read -r module; do $bb insmod "/modules/$module"; done < /modules/order
# The disk may be a moment in coming.
for try in 1 2 3 4 5 6 7 8 9 10; do
  $bb mount -t squashfs -o ro /dev/vda /image && break
  $bb sleep 0.1
done
# Nobody writes the image: what a guest writes is in its memory.
$bb mount -t tmpfs written /written
$bb mkdir /written/upper /written/work
$bb mount -t overlay -o lowerdir=/image,upperdir=/written/upper,workdir=/written/work root /root
for folder in proc sys dev; do $bb mount --move "/$folder" "/root/$folder"; done
exec $bb switch_root /root /init
`

export const guestInit = `#!/bin/busybox sh
export PATH=/usr/bin:/usr/sbin HOME=/tmp UV_THREADPOOL_SIZE=8
mount -t tmpfs -o mode=1777 tmp /tmp
mount -t tmpfs run /run
mkdir -p /dev/pts /dev/shm
mount -t devpts -o ptmxmode=0666 devpts /dev/pts
mount -t tmpfs shm /dev/shm
for word in $(cat /proc/cmdline); do
  case "$word" in
    outlive.address=*) address="\${word#*=}" ;;
    outlive.route=*) route="\${word#*=}" ;;
  esac
done
ip link set lo up
# It says where it is as soon as it is there.
echo 1 > /proc/sys/net/ipv4/conf/all/arp_notify
ip address add "$address" dev eth0
ip link set eth0 up
echo '${networkAnswer}' > /dev/console
[ -z "$route" ] || ip route add $(echo "$route" | tr , ' ')
cd /tmp
# Another process that runs for a moment every 10 ms. At each change of process the emulator forgets where pages are, which keeps
# what it must go through for each page that was written short: a copy would stop the guest for seconds otherwise.
mkfifo /tmp/never
busybox ash -c 'while :; do read -t 0.01 nothing; done' <> /tmp/never &
exec node --liftoff-only /outlive/dist/harness/qemu/guest-main.js
`
