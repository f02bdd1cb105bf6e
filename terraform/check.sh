#!/usr/bin/env bash
# Format, validity, tests, refusals and roles of this folder, and the Dockerfiles beside it, without a network and without an account.
#
#   terraform/check.sh
#
# Needs terraform 1.9 or newer and the provider hashicorp/aws, version 5 or 6: in the folder that STACKWRIGHT_TF_PLUGINS names
# (as for `terraform init -plugin-dir`), in one of the usual folders, or where Terraform's own configuration finds it. Both
# versions are checked where both are there; TF_PROVIDER=6 checks that one. What is lacking is said, and skipped.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"
here=$PWD

if command -v python3 >/dev/null; then
  # beside the documents that they compare with
  PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover -s test
  PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover -s ../deploy
fi
if command -v hadolint >/dev/null; then
  hadolint ../deploy/Dockerfile.*
  echo "hadolint finds nothing in the Dockerfiles"
else
  echo "no hadolint on the PATH: the Dockerfiles are not linted"
fi

skip() {
  echo "terraform/ is not checked: $1"
  exit 0
}

command -v terraform >/dev/null || skip "no terraform on the PATH"

# A variable that names a missing file makes Terraform ask the network.
if [ -n "${TF_CLI_CONFIG_FILE:-}" ] && [ ! -f "$TF_CLI_CONFIG_FILE" ]; then
  unset TF_CLI_CONFIG_FILE
fi
export CHECKPOINT_DISABLE=1 TF_IN_AUTOMATION=1

# In a copy, so that nothing is left behind here and nothing that lies here counts.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# The folder of the newest provider of one major version: …/hashicorp/aws/VERSION, in which PLATFORM/terraform-provider-aws_v… lies.
find_provider() {
  local found places=("${STACKWRIGHT_TF_PLUGINS:-}")
  [ -n "${places[0]}" ] ||
    places=("$HOME/.terraform.d" "${TF_PLUGIN_CACHE_DIR:-/usr/share/terraform}" /usr/share/terraform /usr/local/share/terraform /opt)
  found=$(find "${places[@]}" -path '*/hashicorp/aws/*' -name "terraform-provider-aws_v$1.*" 2>/dev/null | sort -V | tail -n 1) || true
  [ -z "$found" ] || dirname "$(dirname "$found")"
}

init() {
  terraform -chdir="$1" init -backend=false -input=false ${plugins:+-plugin-dir="$plugins"} >"$work/init.log" 2>&1
}

# $1 = a folder of find_provider, or nothing for what Terraform's configuration finds
check() {
  local copy plugins='' folder file
  copy=$(mktemp -d -p "$work")
  if [ -n "$1" ]; then
    # this version alone, as Terraform takes the newest that it sees
    plugins=$copy/plugins
    mkdir -p "$plugins/registry.terraform.io/hashicorp/aws/$(basename "$1")"
    ln -s "$1"/* "$plugins/registry.terraform.io/hashicorp/aws/$(basename "$1")/"
  fi
  mkdir "$copy/terraform"
  cd "$here"
  tar -c --exclude=.terraform --exclude=.terraform.lock.hcl --exclude='*.tfstate*' . | tar -x -C "$copy/terraform"
  cd "$copy/terraform"
  if ! init .; then
    [ -z "$1" ] && skip "no provider hashicorp/aws at hand; name its folder with STACKWRIGHT_TF_PLUGINS"
    cat "$work/init.log"
    exit 1
  fi
  for folder in . examples/*/; do
    init "$folder" || {
      cat "$work/init.log"
      exit 1
    }
    echo "$folder: $(terraform -chdir="$folder" validate -no-color)"
  done
  for file in tests/*.tftest.hcl; do
    if [ "$file" != tests/roles.tftest.hcl ]; then
      terraform test -no-color -filter="$file"
    fi
  done
  if command -v python3 >/dev/null; then
    python3 test/refusals.py
    terraform test -json -verbose -filter=tests/roles.tftest.hcl | python3 test/check_roles.py
  else
    echo "no python3: the words of refusals are not read, and roles are not compared with iam.json"
  fi
}

terraform fmt -check -recursive .

checked=0
for version in ${TF_PROVIDER:-5 6}; do
  provider=$(find_provider "$version")
  if [ -z "$provider" ]; then
    echo "no provider hashicorp/aws $version at hand: not checked with it"
  else
    echo "hashicorp/aws $(basename "$provider"):"
    check "$provider"
    checked=$((checked + 1))
  fi
done
[ "$checked" -gt 0 ] || [ -n "${TF_PROVIDER:-}" ] || check ''
