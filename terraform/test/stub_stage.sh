#!/usr/bin/env bash
# Stands in for a stage's command where only the way through the state machine is looked at. STUB_RULES says which stage
# of which run ends with which code, or how long it takes: 'bad-dataset/prepare=3 slow/member:xception=sleep'.
set -euo pipefail

[ "$1" = train ] && [ "$2" = --run ] && [ "$4" = --stage ] || exit 2
run=$3
stage=$5
case $stage in
  member) [ "$6" = --member ] && stage=member:$7 || exit 2 ;;
  fail) [ "$6" = --message ] && echo "message: $7" || exit 2 ;;
esac
for rule in ${STUB_RULES:-}; do
  if [ "${rule%=*}" = "$run/$stage" ]; then
    case ${rule##*=} in
      sleep) sleep 6 ;;
      *) exit "${rule##*=}" ;;
    esac
  fi
done
