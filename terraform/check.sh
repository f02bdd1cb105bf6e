#!/usr/bin/env bash
# Format, validity, tests and roles of this folder, without a network and without an account.
#
#   terraform/check.sh
#
# Needs terraform 1.9 or newer and version 5 of the provider hashicorp/aws: in the folder that STACKWRIGHT_TF_PLUGINS
# names (as for `terraform init -plugin-dir`), in one of the usual folders, or where Terraform's own configuration finds
# it. Without them it says so and succeeds. The list of roles is compared where there is a python3.
set -euo pipefail

cd "$(dirname "${BASH_SOURCE[0]}")"

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

# The folder to give as -plugin-dir: HOST/hashicorp/aws/VERSION/PLATFORM/terraform-provider-aws_v5… lies in it.
find_plugins() {
  local provider
  provider=$(find "$HOME/.terraform.d" "${TF_PLUGIN_CACHE_DIR:-/usr/share/terraform}" /usr/share/terraform \
    /usr/local/share/terraform /opt -path '*/hashicorp/aws/*' -name 'terraform-provider-aws_v5*' -type f 2>/dev/null |
    sort -V | tail -n 1) || true
  [ -n "$provider" ] && (cd "$(dirname "$provider")/../../../../.." && pwd)
}
plugins=${STACKWRIGHT_TF_PLUGINS:-$(find_plugins || true)}

# In a copy, so that nothing is left behind here and nothing that lies here counts.
here=$PWD
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
tar -c --exclude=.terraform --exclude=.terraform.lock.hcl --exclude='*.tfstate*' . | tar -x -C "$work"

init() {
  terraform -chdir="$1" init -backend=false -input=false ${plugins:+-plugin-dir="$plugins"} >"$work/init.log" 2>&1
}

terraform fmt -check -recursive .

if ! init "$work"; then
  if [ -n "$plugins" ]; then
    cat "$work/init.log"
    exit 1
  fi
  skip "no provider hashicorp/aws 5 at hand; name its folder with STACKWRIGHT_TF_PLUGINS"
fi

cd "$work"
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
  # beside the documents that it compares with
  PYTHONDONTWRITEBYTECODE=1 python3 -m unittest discover -s "$here/test"
  terraform test -json -verbose -filter=tests/roles.tftest.hcl | python3 test/check_roles.py
else
  echo "no python3: the roles are not compared with iam.json"
fi
