#!/usr/bin/env bash
# docs/openapi.json by the rules of Redocly's linter (its set "recommended-strict", for which a warning is an error). Needs npx; without it, or
# where the linter cannot be had, a line says so.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../../.."

linter=@redocly/cli@2.77.0
export REDOCLY_TELEMETRY=off REDOCLY_SUPPRESS_UPDATE_NOTICE=true

if ! command -v npx >/dev/null; then
  echo "openapi: no npx, so docs/openapi.json is not linted"
  exit 0
fi
if ! npx --yes "$linter" --version >/dev/null 2>&1; then
  echo "openapi: $linter could not be had, so docs/openapi.json is not linted"
  exit 0
fi
found=$(npx --yes "$linter" lint --extends=recommended-strict --format=stylish docs/openapi.json 2>&1) || {
  echo "$found"
  exit 1
}
echo "openapi: docs/openapi.json passes $linter"
