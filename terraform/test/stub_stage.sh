#!/usr/bin/env bash
# Stands in for a stage's command, or before it. The file STUB_RULES has lines 'RUN/STAGE=END': the stage of that run,
# such as prepare or member:xception, ends with the exit code END, or takes six seconds where END is sleep. Any other one
# is handed on to the command STUB_THEN, or is done at once without it.
set -euo pipefail

if [ "$1" != train ] || [ "$2" != --run ] || [ "$4" != --stage ]; then
  exit 2
fi
run=$3
stage=$5
case $stage in
  member) [ "$6" = --member ] && stage=member:$7 || exit 2 ;;
  fail) [ "$6" = --message ] && echo "message: $7" || exit 2 ;;
esac
while IFS='=' read -r which end; do
  if [ "$which" = "$run/$stage" ]; then
    [ "$end" = sleep ] || exit "$end"
    sleep 6
  fi
done <"$STUB_RULES"
if [ -n "${STUB_THEN:-}" ]; then
  exec "$STUB_THEN" "$@"
fi
