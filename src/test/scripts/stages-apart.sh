#!/usr/bin/env bash
# Trains once in one process and once in stages that are processes of their own, members at once, then again and again
# with every stage killed (SIGKILL) at a random moment and begun again, until KILLS were killed. Each time compares what
# the ensembles say of the photos that training never saw.
#
#   src/test/scripts/stages-apart.sh DATASET.zip WEIGHTS [KILLS] [SEED]
#
# The zip has a folder of validation photos (val or validation). Each run has five processes to kill; one that ends before
# its moment counts as not killed. Needs a built application, curl, unzip and Python 3. Works in a folder of its own; the embedded store is served on PORT (18080).
set -euo pipefail
dataset=$(realpath "$1") weights=$(realpath "$2") kills=${3:-20} seed=${4:-1} port=${PORT:-18080}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
members=(mobilenet-v2 mobilenet)
place=$(mktemp -d)
server=''
end() {
  local code=$?
  [ "$code" = 0 ] || { echo "FAILED with exit code $code; the last lines:"; tail -n 20 "$place/log" "$place/serve"; }
  [ -z "$server" ] || kill "$server" 2>/dev/null || true
  rm -rf "$place"
}
trap end EXIT
sw() { "$here/stackwright" "$@" --data-dir "$place/data"; }
now() { echo $(($(date +%s%N) / 1000000)); }

unzip -q "$dataset" -d "$place/photos"
photos=$(find "$place/photos" -type d \( -name val -o -name validation \) | head -n 1)
compare() { python3 "$here/src/test/python/compare_ensembles.py" "$here/stackwright" "$place/data" "$photos" "$1" "$2"; }

request=(--dataset "$dataset" --recipe probe --members "$(IFS=,; echo "${members[*]}")" --seed 7)
began=$(now)
sw train --ensemble whole "${request[@]}" --weights "$weights" >"$place/log" 2>&1
echo "in one process: $(($(now) - began)) ms"

# from here on one process serves the store to all others; its own worker leaves runs for stages alone
"$here/stackwright" serve --port "$port" --data-dir "$place/data" >"$place/serve" 2>&1 &
server=$!
until curl -sf "http://127.0.0.1:$port/q/health/live" >/dev/null; do
  kill -0 "$server" || { cat "$place/serve"; exit 1; }
  sleep 1
done

submit() { sw train --ensemble "$1" "${request[@]}" --launch stages; }
stage() { sw train --run "$run" --weights "$weights" --stage "$@" >>"$place/log" 2>&1; }
forget() { rm -rf "$place/data/store/stackwright/features"; }

forget
run=$(submit apart)
declare -A took
timed() {
  local began
  began=$(now)
  stage "$@"
  took["$*"]=$(($(now) - began))
}
timed prepare
jobs=()
began=$(now)
for member in "${members[@]}"; do
  stage member --member "$member" &
  jobs+=($!)
done
for job in "${jobs[@]}"; do wait "$job"; done
both=$(($(now) - began))
for member in "${members[@]}"; do took["member --member $member"]=$both; done
timed stack
timed publish
echo "undisturbed: prepare ${took[prepare]} ms, both members at once $both ms, stack ${took[stack]} ms, publish ${took[publish]} ms"
compare whole apart

# Begins a stage, kills it at a random moment of the time that it took undisturbed, and begins it again.
RANDOM=$seed
killed=0 finished=0
disturbed() {
  setsid "$here/stackwright" train --run "$run" --weights "$weights" --data-dir "$place/data" --stage "$@" \
    >>"$place/log" 2>&1 &
  local job=$! wait_ms=$(((RANDOM * 32768 + RANDOM) % took["$*"]))
  sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
  if kill -0 "$job" 2>/dev/null; then
    kill -KILL -- "-$job" 2>/dev/null || true
    killed=$((killed + 1))
    echo "round $round: killed $* after $wait_ms of ${took["$*"]} ms"
  else
    finished=$((finished + 1))
    echo "round $round: $* had finished before $wait_ms ms"
  fi
  wait "$job" 2>/dev/null || true
  stage "$@" || { echo "FAILED: $* after the kill"; exit 1; }
}
for ((round = 1; killed < kills; round++)); do
  forget
  run=$(submit "killed-$round")
  disturbed prepare
  for member in "${members[@]}"; do disturbed member --member "$member"; done
  disturbed stack
  disturbed publish
  sw runs show "$run" | grep -E '^(state|version)'
  versions=$(find "$place/data/store/stackwright/ensembles/killed-$round/versions" -name manifest.json | wc -l)
  promotions=$(find "$place/data/store/stackwright/ensembles/killed-$round/promotions" -name '*.json' | wc -l)
  [ "$versions $promotions" = "1 1" ] || { echo "FAILED: $versions versions, $promotions promotions"; exit 1; }
  compare whole "killed-$round"
done
echo "$killed killed, $finished had finished before; each run published one version, promoted once"
