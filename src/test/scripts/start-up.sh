#!/usr/bin/env bash
# From the start of the process to its first answered classification, in the root of the classifying image: with and
# without the archive of classes, by each Java that is given, alternating. Medians and their ratios go to standard
# output. Linux, as root; needs what in-image.sh needs.
#
#   start-up.sh DATASET.zip WEIGHTS ROUNDS JDK…
#
#   DATASET.zip  photos, e.g. hymenoptera.zip; WEIGHTS a folder with Keras' files; JDK… folders of Java 17, 25, …
#
# The ensemble (recipe probe, MEMBERS, else MobileNetV2 and MobileNet, seed 7) is baked into the image; promotion and photo are
# read over the S3 protocol from another process on the same machine. WORK=FOLDER keeps roots and ensemble for the next time;
# SETTINGS='NAME=VALUE …' is added to the function's environment, such as STACKWRIGHT_CLASSIFY_ENGINE=tensorflow.
set -euo pipefail

dataset=$(realpath "$1") weights=$(realpath "$2") rounds=$3
shift 3
if [ -z "${OWN_NET:-}" ]; then
  exec unshare --net env OWN_NET=1 "$0" "$dataset" "$weights" "$rounds" "$@"
fi
ip link set lo up
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."
work=${WORK:-$(mktemp -d)}
mkdir -p "$work"
store=''
finish() {
  [ -z "$store" ] || { kill "$store" && wait "$store"; } 2>/dev/null || true
  [ -n "${WORK:-}" ] || rm -rf "$work"
}
trap finish EXIT

first=$1
run() {
  exec "$first/bin/java" -Djava.awt.headless=true -Djava.library.path="$work/native" -Dorg.bytedeco.javacpp.maxphysicalbytes=0 \
    -jar target/image/quarkus-run.jar "$@" --data-dir "$work/data" --set "stackwright.cache-directory=$work/cache"
}
export TF_CPP_MIN_LOG_LEVEL=2

[ -f target/image/quarkus-run.jar ] || deploy/assemble.sh build -q
mkdir -p "$work/native" "$work/data"
find target/image/native -name '*.so*' -exec ln -sf "$PWD/{}" "$work/native/" \;
if [ ! -d "$work/ensembles" ]; then
  (run train --ensemble photos --dataset "$dataset" --weights "$weights" --recipe probe \
    --members "${MEMBERS:-mobilenet-v2,mobilenet}" --seed 7) >&2
  (run ensembles export photos "$work/ensembles/photos") >&2
  mkdir -p "$work/photo" "$work/data/store/stackwright/uploads"
  (cd "$work/photo" && "$first/bin/java" -m jdk.jartool/sun.tools.jar.Main xf "$dataset")
  cp "$(find "$work/photo" -name '*.jpg' | sort | head -n 1)" "$work/data/store/stackwright/uploads/one.jpg"
fi
for jdk in "$@"; do
  root=$work/root-$(basename "$jdk")
  if [ ! -d "$root" ]; then
    JAVA_HOME=$jdk ENSEMBLES=$work/ensembles deploy/assemble.sh layout classify "$root"
    JAVA_HOME=$jdk deploy/assemble.sh rehearsal "$root" >&2
    # the stage of the build that writes it has none of the last stage's environment: it is seen from here alone
    EXTRA=QUARKUS_HTTP_HOST=127.0.0.1 KEEP_ROOT=1 src/test/scripts/in-image.sh classify "$root" "$jdk" /opt/stackwright/assemble.sh archive >&2
    rm -rf "$root/rehearsal"
  fi
done

rm -f "$work/data/store.address"
rm -f "$work"/*-with "$work"/*-without "$work"/*-ready "$work"/*-cpu "$work"/*-peak "$work/rounds"
run serve --port 8099 >"$work/store.log" 2>&1 &
store=$!
until [ -s "$work/data/store.address" ]; do
  kill -0 "$store" || exit 1
  sleep 0.2
done
field() {
  sed -n "s/.*\"$1\" : \"\(.*\)\".*/\1/p" "$work/data/store.address"
}
settings="STACKWRIGHT_STORE_ENDPOINT=$(field endpoint) STACKWRIGHT_STORE_BUCKET=stackwright
  STACKWRIGHT_STORE_ACCESS_KEY=$(field accessKeyId) STACKWRIGHT_STORE_SECRET_KEY=$(field secretAccessKey)
  STACKWRIGHT_CLASSIFY_WARM=photos STACKWRIGHT_HTTP_AUTH=none ${SETTINGS:-}"

body='{"ensemble":"photos","urls":["s3://stackwright/uploads/one.jpg"]}'
post="POST /classify HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Type: application/json\r\nContent-Length: ${#body}\r\n\r\n$body"
ready="GET /q/health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n"

# The status of one request; nothing while nobody listens.
status() {
  local _ code
  { exec 3<>/dev/tcp/127.0.0.1/8080; } 2>/dev/null || return 0
  printf "$1" >&3 2>/dev/null || true
  read -r _ code _ <&3 || true
  cat <&3 >"$work/answer" || true
  exec 3>&-
  printf '%s' "${code:-}"
}

# Milliseconds to ready and to the first answer, of one start. $1 = JDK, $2 = with | without
start() {
  local jdk=$1 root begin at_ready at_answer pid options cpu peak
  root=$work/root-$(basename "$jdk")
  options=/opt/stackwright/java.options
  if [ "$2" = without ]; then
    grep -v -e '^-XX:AOTCache=' -e '^-XX:SharedArchiveFile=' "$root$options" >"$root/opt/stackwright/plain.options"
    options=/opt/stackwright/plain.options
  fi
  begin=$(date +%s%N)
  SHARED_NET=1 EXTRA="$settings" src/test/scripts/in-image.sh classify "$root" "$jdk" \
    /opt/java/openjdk/bin/java ${3:-} "@$options" serve >"$work/log-$(basename "$jdk")-$2" 2>&1 &
  pid=$!
  until [ "$(status "$ready")" = 200 ]; do
    kill -0 "$pid" 2>/dev/null || { cat "$work/log-$(basename "$jdk")-$2" >&2; exit 1; }
    sleep 0.01
  done
  at_ready=$(date +%s%N)
  [ "$(status "$post")" = 200 ] && grep -q '"label"' "$work/answer" || { cat "$work/answer" >&2; exit 1; }
  at_answer=$(date +%s%N)
  # time of processors, in milliseconds, which other work on the machine disturbs less; the process became Java's
  cpu=$(awk -v tick="$(getconf CLK_TCK)" '{sub(/.*\) /, ""); print int(($12 + $13) * 1000 / tick)}' "/proc/$pid/stat")
  peak=$(awk '/^VmHWM:/ {print int($2 / 1024)}' "/proc/$pid/status")
  kill -TERM "$pid"
  wait "$pid" 2>/dev/null || true
  echo "$cpu $peak $(((at_ready - begin) / 1000000)) $(((at_answer - begin) / 1000000))"
}

median() {
  sort -n | awk '{v[NR]=$1} END{print NR % 2 ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'
}

for jdk in "$@"; do start "$jdk" with >/dev/null; start "$jdk" without >/dev/null; done # the disk's cache
for ((round = 1; round <= rounds; round++)); do
  for jdk in "$@"; do
    name=$(basename "$jdk")
    for archive in without with; do
      read -r cpu peak at_ready at_answer < <(start "$jdk" "$archive")
      echo "$round $name $archive ready $at_ready answer $at_answer cpu $cpu MiB $peak" | tee -a "$work/rounds" >&2
      echo "$cpu" >>"$work/$name-$archive-cpu"
      echo "$peak" >>"$work/$name-$archive-peak"
      echo "$at_answer" >>"$work/$name-$archive"
      echo "$at_ready" >>"$work/$name-$archive-ready"
    done
  done
done
base=$work/$(basename "$1")-without # ratios round by round, then their median
for jdk in "$@"; do
  name=$(basename "$jdk")
  for archive in without with; do
    ratio=$(paste "$work/$name-$archive" "$base" | awk '{print $1/$2}' | median)
    cpu_ratio=$(paste "$work/$name-$archive-cpu" "$base-cpu" | awk '{print $1/$2}' | median)
    printf '%s, %s archive: median %s ms to the first answer (%s to ready), %s ms of processors, at most %s MiB; n = %d; %.2f and %.2f of the first row\n' \
      "$name" "$archive" "$(median <"$work/$name-$archive")" "$(median <"$work/$name-$archive-ready")" \
      "$(median <"$work/$name-$archive-cpu")" "$(median <"$work/$name-$archive-peak")" "$rounds" "$ratio" "$cpu_ratio"
  done
done
