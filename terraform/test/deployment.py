"""One example of this folder on moto: the server, its clients, and what Terraform does with it."""

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import boto3
from botocore.config import Config

FOLDER = Path(__file__).resolve().parent.parent
REGION = "eu-west-1"
SERVICES = "apigatewayv2 batch budgets cloudwatch codedeploy ec2 ecr events iam kms lambda logs s3 sfn sns sqs sts".split()
DIGESTS = {
    "classify": f"123456789012.dkr.ecr.{REGION}.amazonaws.com/stackwright/classify@sha256:{'0' * 64}",
    "train": f"123456789012.dkr.ecr.{REGION}.amazonaws.com/stackwright/train@sha256:{'1' * 64}",
}
VARIABLES = {
    "minimal": {},
    "complete": {
        "stage": "staging",
        "alarm_emails": ["somebody@example.org"],
        "jwt": {"issuer": "https://issuer.example.org", "audience": ["stackwright"], "scopes": ["classify"]},
    },
    "private": {},
    "environments": {
        "environment": "production",
        "keep": True,
        "shift": "LambdaLinear10PercentEvery1Minute",
        "classify": {},
    },
}

# moto refuses every put where a bucket has a policy with a Deny, whatever its condition; and has no linked roles.
OVERRIDE = """
provider "aws" {{
  access_key                  = "test"
  secret_key                  = "test"
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  s3_use_path_style           = true
  endpoints {{
{endpoints}
  }}
}}

module "stackwright" {{
  bucket_policy_enabled  = {policy}
  batch_service_role_arn = "arn:aws:iam::123456789012:role/batch"
{more}
}}

{top}
"""

# moto knows no provisioned concurrency.
MORE = {
    "complete": """
  classify = {
    memory_mib           = 8192
    timeout_seconds      = 60
    reserved_concurrency = 20
    environment          = { STACKWRIGHT_CLASSIFY_TIMEOUT = "5s" }
  }
""",
}


TOP = {"environments": 'terraform {\n  backend "local" {}\n}'}


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextlib.contextmanager
def emulator(*arguments, environment=None):
    """A server of moto, as long as the block takes; gives its address."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    port = free_port()
    trouble = tempfile.TemporaryFile("w+")
    server = subprocess.Popen(
        [sys.executable, str(FOLDER / "test/emulator.py"), "--port", str(port), *arguments],
        env={**os.environ, **(environment or {})},
        stderr=trouble,
    )
    try:
        for _ in range(3000):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            if server.poll() is not None:
                raise SystemExit("the emulator did not start")
            time.sleep(0.1)
        else:
            raise SystemExit("the emulator does not listen after five minutes")
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()
        trouble.seek(0)
        for line in sorted({line.strip() for line in trouble if line.startswith("NotImplementedError")}):
            print("moto was asked for what it lacks: " + line)


def client(service, endpoint):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=REGION,
        aws_access_key_id="test",
        aws_secret_access_key="test",
        config=Config(s3={"addressing_style": "path"}),
    )


def plugins(work):
    """A folder with the provider and no other version of it, found as check.sh does; none where Terraform has to find it."""
    roots = [Path.home() / ".terraform.d", *map(Path, ("/usr/share/terraform", "/usr/local/share/terraform", "/opt"))]
    if os.environ.get("STACKWRIGHT_TF_PLUGINS"):
        roots = [Path(os.environ["STACKWRIGHT_TF_PLUGINS"])]
    wanted = f"hashicorp/aws/*/*/terraform-provider-aws_v{os.environ.get('TF_PROVIDER', '5')}.*"
    found = sorted(p.parent for root in roots if root.is_dir() for p in root.rglob(wanted))
    if not found:
        return None
    link = work / "plugins/registry.terraform.io/hashicorp/aws" / found[-1].parent.name / found[-1].name
    link.parent.mkdir(parents=True)
    link.symlink_to(found[-1])
    return work / "plugins"


class Deployment:
    """One example in a copy of this folder, pointed at an endpoint."""

    def __init__(self, example, endpoint, work, policy=False, more=""):
        shutil.copytree(
            FOLDER, work / "terraform", ignore=shutil.ignore_patterns(".terraform*", "*.tfstate*", "__pycache__")
        )
        self.folder = work / "terraform/examples" / example
        self.environment = {k: v for k, v in os.environ.items() if k != "TF_CLI_CONFIG_FILE"} | {
            "CHECKPOINT_DISABLE": "1",
            "TF_IN_AUTOMATION": "1",
        }
        endpoints = "\n".join(f'    {service} = "{endpoint}"' for service in SERVICES)
        (self.folder / "moto_override.tf").write_text(
            OVERRIDE.format(endpoints=endpoints, policy=str(policy).lower(), more=MORE.get(example, more), top=TOP.get(example, ""))
        )
        self.set(None, VARIABLES[example])
        found = plugins(work)
        self.terraform("init", "-input=false", *([f"-plugin-dir={found}"] if found else []))
        client("iam", endpoint).create_role(
            RoleName="batch", AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": []})
        )

    def set(self, images, variables):
        self.variables = variables
        values = {"region": REGION, "images": images, **variables}
        (self.folder / "terraform.tfvars.json").write_text(json.dumps(values))

    def terraform(self, *arguments, ok=(0,), with_errors=False):
        done = subprocess.run(
            ["terraform", *arguments], cwd=self.folder, env=self.environment, capture_output=True, text=True
        )
        if done.returncode not in ok:
            raise SystemExit(f"terraform {arguments[0]} failed:\n{done.stdout[-2000:]}\n{done.stderr}")
        return done.stdout + (done.stderr if with_errors else "")

    def apply(self, images, *arguments):
        self.set(images, self.variables)
        began = time.monotonic()
        said = self.terraform("apply", "-auto-approve", "-no-color", "-input=false", *arguments)
        print(f"apply {'with' if images else 'without'} images, {time.monotonic() - began:.0f} s: "
              + next(line for line in said.splitlines() if line.startswith("Apply complete")))

    def destroy(self):
        said = self.terraform("destroy", "-auto-approve", "-no-color", "-input=false")
        print(next(line for line in said.splitlines() if line.startswith("Destroy complete")))

    def is_kept(self):
        """Whether the bucket may not be destroyed; then nothing is, until that is given up."""
        kept = [line for line in self.terraform("state", "list").splitlines() if "terraform_data.kept" in line]
        if not kept:
            return False
        said = self.terraform("destroy", "-auto-approve", "-no-color", "-input=false", ok=(1,), with_errors=True)
        if "Instance cannot be destroyed" not in said or kept[0] not in self.terraform("state", "list"):
            raise SystemExit(f"expected that destroying is refused, found\n{said}")
        print(f"destroying is refused because of {kept[0]}")
        self.terraform("state", "rm", *kept)
        return True

    def state(self):
        return json.loads(self.terraform("show", "-json"))

    def differences(self):
        """What a second plan would change: (type, attribute), each with an address."""
        self.terraform("plan", "-out=second.tfplan", "-input=false", "-detailed-exitcode", ok=(0, 2))
        plan = json.loads(self.terraform("show", "-json", "second.tfplan"))
        found = {}
        for change in plan.get("resource_changes", []):
            actions, before, after = (change["change"][key] for key in ("actions", "before", "after"))
            if change["mode"] == "data" or actions == ["no-op"]:
                continue
            unknown = change["change"].get("after_unknown") or {}
            for key in sorted(set(before or {}) | set(after or {})):
                if unknown.get(key) is True or (before or {}).get(key) != (after or {}).get(key):
                    found.setdefault((change["type"], key), []).append(
                        (change["address"], "/".join(actions), (before or {}).get(key), (after or {}).get(key))
                    )
        return found
