#!/usr/bin/env bash
# Kills training with SIGKILL at random moments, KILLS times (20 unless said otherwise), and checks after each that the
# store holds the old or the new ensemble, whole, and at the end that the next run succeeds.
#
#   src/test/scripts/kill-training.sh DATASET WEIGHTS [KILLS] [SEED] [RECIPE] [OPTION...]
#
# DATASET, WEIGHTS, RECIPE (probe unless said otherwise; or finetune, article) and further OPTIONs, such as --epochs 2, as
# `stackwright train` takes them. Needs a built application. Works in a folder of its own.
set -euo pipefail
dataset=$1 weights=$2 kills=${3:-20} seed=${4:-1} recipe=${5:-probe}
options=("${@:6}")
case $recipe in
  probe | finetune | article) ;;
  *) echo "kill-training.sh: expected the recipe probe, finetune or article, found $recipe" >&2; exit 2 ;;
esac
here=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
# options of the training, but for its seed
asked=(--ensemble kept --dataset "$dataset" --weights "$weights" --recipe "$recipe" --members mobilenet-v2 "${options[@]}")
sw() { "$here/stackwright" "$@" --data-dir "$place"; }
train() { sw train "${asked[@]}" --seed "$1"; }

began=$(date +%s%N)
train 0 >"$place/out" 2>&1 || { echo "FAILED: the undisturbed run"; tail -n 20 "$place/out"; exit 1; }
took=$(( ($(date +%s%N) - began) / 1000000 ))
echo "one undisturbed run of $recipe: $took ms"
RANDOM=$seed
finished=0 killed=0
for ((i = 1; killed < kills; i++)); do
  # the features are kept, so that a run is short: spread the kills over all of it
  rm -rf "$place/store/stackwright/features"
  setsid "$here/stackwright" train "${asked[@]}" --seed "$i" --data-dir "$place" >"$place/out" 2>&1 &
  job=$!
  wait_ms=$(((RANDOM * 32768 + RANDOM) % took))
  sleep "$(printf '%d.%03d' $((wait_ms / 1000)) $((wait_ms % 1000)))"
  if kill -0 "$job" 2>/dev/null; then
    kill -KILL -- "-$job" 2>/dev/null || true
    killed=$((killed + 1))
  else
    finished=$((finished + 1))
    took=$wait_ms # runs are quicker than the first one was
  fi
  wait "$job" 2>/dev/null || true
  sw ensembles verify kept >"$place/verify" 2>&1 || { echo "FAILED after kill $i at $wait_ms ms"; cat "$place/verify"; exit 1; }
  echo "kill $i at $wait_ms ms: $(tail -n 1 "$place/verify")"
done
train 99 >"$place/out" 2>&1 || { echo "FAILED: the run after the kills"; tail -n 20 "$place/out"; exit 1; }
sw ensembles verify kept
echo "$recipe: $killed killed, $finished had finished before; the next run succeeded"
