#!/usr/bin/env bash
# Runs a command as the container of deploy/Dockerfile.IMAGE would, without Docker: the image's root in a folder, Java
# at the image's place, the machine's own system libraries read-only, a read-only root, an empty /tmp, a network of its
# own, the Dockerfile's environment and user. Linux, as root.
#
#   in-image.sh IMAGE ROOT JDK [COMMAND…]     without a command, the Dockerfile's ENTRYPOINT and CMD
#
# Environment: KEEP_ROOT=1 leaves the root writable and the user root (a build's RUN); DATA=FOLDER is laid on /data and
# stays writable; SHARED_NET=1 shares the caller's network; EXTRA="NAME=VALUE …" is added to the environment. Ends with the command's exit code.
set -euo pipefail

image=$1 root=$(cd "$2" && pwd -P) jdk=$(cd "$3" && pwd -P)
shift 3
dockerfile=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd -P)/deploy/Dockerfile.$image

# The last stage of the Dockerfile with its continued lines joined.
last_stage() {
  sed -e ':more' -e '/\\$/{N;s/\\\n//;b more' -e '}' "$dockerfile" | awk '/^FROM /{text=""} {text=text $0 "\n"} END{printf "%s", text}'
}
instruction() {
  last_stage | sed -n "s/^$1 //p" | tail -n 1
}
# a JSON list of plain words → one word a line
words() {
  sed -e 's/^\[//' -e 's/\]$//' -e 's/, */\n/g' | sed -e 's/^ *"//' -e 's/" *$//'
}

mapfile -t environment < <(last_stage | sed -n 's/^ENV //p' | tr -s ' ' '\n' | grep .)
if [ $# -eq 0 ]; then
  mapfile -t command < <(instruction ENTRYPOINT | words; instruction CMD | words)
else
  command=("$@")
fi
user=$(instruction USER)
export root jdk
if [ -z "${IN_NAMESPACE:-}" ]; then
  net=--net
  [ -z "${SHARED_NET:-}" ] || net=
  exec unshare --mount $net env IN_NAMESPACE=1 environment="$(printf '%s\n' "${environment[@]}")" \
    user="$user" KEEP_ROOT="${KEEP_ROOT:-}" DATA="${DATA:-}" EXTRA="${EXTRA:-}" \
    bash -c '
      set -euo pipefail
      mount --make-rprivate /
      ip link set lo up 2>/dev/null || true
      mkdir -p "$root"/{proc,dev,tmp,usr,etc,opt/java/openjdk,data,cache}
      mount --bind "$root" "$root"
      for folder in usr etc; do mount --bind -o ro "/$folder" "$root/$folder"; done
      for folder in bin lib lib64 sbin; do [ -L "/$folder" ] && ln -sfn "$(readlink "/$folder")" "$root/$folder" || true; done
      mount --bind -o ro "$jdk" "$root/opt/java/openjdk"
      mount --bind /proc "$root/proc"
      mount -t tmpfs tmpfs "$root/dev"
      for device in null zero random urandom; do touch "$root/dev/$device"; mount --bind "/dev/$device" "$root/dev/$device"; done
      ln -s /proc/self/fd "$root/dev/fd"
      mount -t tmpfs -o mode=1777 tmpfs "$root/tmp"
      if [ -n "$DATA" ]; then mount --bind "$DATA" "$root/data"; fi
      mapfile -t given <<<"$environment"
      given+=(PATH=/opt/java/openjdk/bin:/usr/bin:/bin JAVA_HOME=/opt/java/openjdk LANG=C.UTF-8)
      for pair in $EXTRA; do given+=("$pair"); done
      as=()
      if [ -z "$KEEP_ROOT" ]; then
        mount -o remount,bind,ro "$root"
        as=(setpriv --reuid "${user%:*}" --regid "${user#*:}" --clear-groups --no-new-privs --bounding-set=-all --inh-caps=-all)
      fi
      cd "$root"
      exec chroot "$root" env -i "${given[@]}" "${as[@]}" "$@"
    ' in-image "${command[@]}"
fi
