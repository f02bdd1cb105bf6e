#!/usr/bin/env bash
# Batch inference of many drawn photos: once without a disturbance, and once killed (SIGKILL) three times and begun again. Both
# have to end with the same lines. A kill comes when a quarter more of the parts is kept, and then in the middle of the next part.
# Says images a second, and images per second of the processor, which another's work on the machine changes less.
#
#   src/test/scripts/kill-batch.sh [PHOTOS]     20000 unless said otherwise
#
# Needs a built application, and python3 with numpy and pillow (PYTHON names it). Works in a folder of its own.
set -euo pipefail
photos=${1:-20000}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
place=$(mktemp -d)
job=''
finish() {
  [ -z "$job" ] || kill -KILL -- "-$job" 2>/dev/null || true
  rm -rf "$place"
}
trap finish EXIT
sw() { "$here/stackwright" "$@" --data-dir "$place" --set "stackwright.cache-directory=$place/cache"; }
classify() { sw classify colours --prefix uploads/many/ --output "results/$1/" "${@:2}"; }
# Seconds of the processor that this shell's children have taken, in hundredths.
processor() { awk '{ print $16 + $17 }' "/proc/$$/stat"; }
parts() { find "$place/store/stackwright/results/killed" -name '*.jsonl' 2>/dev/null | wc -l; }

"${PYTHON:-python3}" "$here/src/test/python/drawn_photos.py" "$photos" 2 "$place/many.zip"
"${PYTHON:-python3}" "$here/src/test/python/drawn_photos.py" 40 2 "$place/few.zip"
sw train --ensemble colours --dataset "$place/few.zip" --weights random --recipe probe --members mobilenet-v2 --image-size 32 >/dev/null
mkdir -p "$place/store/stackwright/uploads/many"
"${PYTHON:-python3}" -m zipfile -e "$place/many.zip" "$place/store/stackwright/uploads/many"

began=$(date +%s) used=$(processor)
classify whole
took=$(($(date +%s) - began)) used=$(($(processor) - used))
echo "undisturbed: $photos photos in $took s, $((photos / (took > 0 ? took : 1))) a second; $((used / 100)) s of the processor," \
  "$((photos * 100 / (used > 0 ? used : 1))) per second of it"

more=$((photos / 4 / 1087))
for kill in 1 2 3; do
  wanted=$(($(parts) + (more > 0 ? more : 1)))
  setsid "$here/stackwright" classify colours --prefix uploads/many/ --output results/killed/ --data-dir "$place" \
    --set "stackwright.cache-directory=$place/cache" >"$place/out" 2>&1 &
  job=$!
  until [ "$(parts)" -ge "$wanted" ]; do
    kill -0 "$job" 2>/dev/null || { echo "it ended before kill $kill:"; cat "$place/out"; exit 1; }
    sleep 0.1
  done
  sleep 0.5
  kill -KILL -- "-$job"
  wait "$job" 2>/dev/null || true
  job=''
  echo "kill $kill: $(parts) parts are kept"
done
classify killed

for run in whole killed; do
  classify "$run" --merge
  sort "$(find "$place/store/stackwright/results/$run" -name all.jsonl)" >"$place/$run"
done
echo "lines: $(wc -l <"$place/whole") and $(wc -l <"$place/killed"); SHA-256: $(cd "$place" && sha256sum whole killed | cut -d ' ' -f 1 | cut -c 1-16 | xargs)"
cmp "$place/whole" "$place/killed"
echo "both are the same"
