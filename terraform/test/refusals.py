#!/usr/bin/env python3
"""What people get wrong most is refused before anything is made, and the message says what was expected, what was found and where.

    test/refusals.py        # in an initialized folder, as check.sh does in a copy

Terraform's own tests tell that something is refused, and not in what words. So these plans, on a mock provider of the account
123456789012 in eu-west-1, have to end with these messages and no others.
"""

import json
import subprocess
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
OWN = "123456789012.dkr.ecr.eu-west-1."
HERE = f"{OWN}amazonaws.com"
CLASSIFY, TRAIN = f"stackwright/classify@sha256:{'0' * 64}", f"stackwright/train@sha256:{'1' * 64}"
KEY = "kms:us-east-1:123456789012:key/01234567-89ab-cdef-0123-456789abcdef"
OFFERINGS = 'override_data {\n  target = module.training["images"].data.aws_ec2_instance_type_offerings.here\n  values = { instance_types = %s }\n}'


def images(classify=f"{HERE}/{CLASSIFY}", train=f"{HERE}/{TRAIN}"):
    return {"images": {"classify": classify, "train": train}}


# What is set, what the provider answers besides, and of each message its words.
PLANS = {
    "images of another region and of another account": (
        images(f"123456789012.dkr.ecr.us-east-1.amazonaws.com/{CLASSIFY}", f"210987654321.dkr.ecr.eu-west-1.amazonaws.com/{TRAIN}"),
        "",
        [[f"Expected images in {OWN}…, the ECR of this account and region", "found 123456789012.dkr.ecr.us-east-1.amazonaws.com/stackwright/classify@",
          ", 210987654321.dkr.ecr.eu-west-1.amazonaws.com/stackwright/train@", "terraform output repositories"]],
    ),
    "an image of no ECR, and what belongs to another region or processor": (
        images(f"docker.io/{CLASSIFY}", f"{HERE}/stackwright/train:1.0") | {
            "architecture": "amd64",
            "gpu": {"instance_types": ["g5g.xlarge"]},
            "cpu": {"instance_types": ["m6i.xlarge", "m6g.xlarge"]},
            "kms_key_arn": f"arn:aws:{KEY}",
            "kms_keys": {"queues": f"arn:aws:{KEY}"},
            "alarm_topic_arn": "arn:aws:sns:us-east-1:123456789012:operations",
            "domain": {"name": "photos.example.org", "certificate_arn": "arn:aws:acm:us-east-1:123456789012:certificate/a"},
        },
        "",
        [[f"Expected images in {OWN}…, the ECR of this account and region", "found docker.io/stackwright/classify@"],
         ["by digest", f"found {HERE}/stackwright/train:1.0"],
         ["Expected x86_64 or arm64, found amd64"],
         ["NVIDIA GPU on x86-64", "found g5g.xlarge"],
         ["Expected x86-64 instance types", "found m6g.xlarge"],
         ["Expected the ARN of a key", "arn:aws:kms:eu-west-1:", f"found arn:aws:{KEY}"],
         ["Expected ARNs of keys", "arn:aws:kms:eu-west-1:", f"found arn:aws:{KEY}"],
         ["arn:aws:sns:eu-west-1:", "found arn:aws:sns:us-east-1:"],
         ["certificate of ACM in eu-west-1", "found arn:aws:acm:us-east-1:"]],
    ),
    "an instance type that is none": (
        images() | {"gpu": {"instance_types": ["g5.xlage"]}}, OFFERINGS % '["m6i.xlarge", "m6a.xlarge", "m5.xlarge"]',
        [["Expected an instance type that eu-west-1 has, found g5.xlage", "describe-instance-type-offerings"],
         ["assertion failed: g5.xlage left out: eu-west-1 has no such type"]],
    ),
}


def said(variables, more):
    """The messages of the errors of a plan, each once."""
    file = FOLDER / "tests/refused.tftest.hcl"
    settings = "\n".join(f"  {name} = {json.dumps(value)}" for name, value in variables.items())
    file.write_text(f'mock_provider "aws" {{\n  source = "./tests/mocks"\n}}\n\nvariables {{\n{settings}\n}}\n\n{more}\n\n'
                    'run "refused" {\n  command = plan\n}\n')
    try:
        done = subprocess.run(["terraform", "test", "-json", f"-filter=tests/{file.name}"], cwd=FOLDER, capture_output=True, text=True)
    finally:
        file.unlink()
    found = [json.loads(line).get("diagnostic", {}) for line in done.stdout.splitlines() if line.startswith("{")]
    return {" ".join(f"{one['summary']}: {one.get('detail', '')}".split()) for one in found if one.get("severity") == "error"}


def main():
    wrong = refused = 0
    for name, (variables, more, messages) in PLANS.items():
        errors = said(variables, more)
        for words in messages:
            right = [error for error in errors if all(word in error for word in words)]
            refused += len(right) == 1
            wrong += len(right) != 1
            errors -= set(right)
            if len(right) != 1:
                print(f"{name}: expected one error with {words}, found {len(right)}")
        wrong += len(errors)
        for error in errors:
            print(f"{name}: another error: {error}")
    print(f"{refused} mistakes are refused in words that say what was expected and what was found")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
