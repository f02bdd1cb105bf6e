#!/usr/bin/env python3
"""Batch inference as Terraform sets it up, with the real product: shards, a job that is lost, and the joined lines.

    test/batch_inference.py --dataset hymenoptera.zip --weights FOLDER_WITH_KERAS_FILES

On moto, whose interpreter knows Distributed Maps; jobs are processes with the role `NAME-inference` of iam.json, and what it
does not grant is refused. Trains a small ensemble, uploads photos, and starts an execution of three shards, of which one
first fails and is tried again; then a second one, which finds everything answered. Needs what whole_way.py needs.
"""

import argparse
import json
import sys
import tempfile
import zipfile
from pathlib import Path

from asked import Roles, single, within_roles
from deployment import DIGESTS, FOLDER, Deployment, client, emulator
from state_machine import ended
from whole_way import KEYS, PRODUCT, stackwright

PHOTOS, SHARDS = 30, 3


def role(bucket):
    listed = json.loads((FOLDER / "iam.json").read_text())["NAME-inference"]["grants"]
    return Roles(bucket, {"inference": single(grant for grant in listed if "only" not in grant)})


def lines(s3, bucket):
    body = s3.get_object(Bucket=bucket, Key="results/photos/batch/all.jsonl")["Body"].read().decode()
    return sorted(body.splitlines())


def main():
    sys.stdout.reconfigure(line_buffering=True)
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--dataset", required=True)
    arguments.add_argument("--weights", required=True)
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as work:
        job, once = Path(work, "job"), Path(work, "failed-once")
        environment = {**KEYS, "AWS_ACCESS_KEY_ID": "inference"}
        options = [option for pair in environment.items() for option in ("--environment", "=".join(pair))]
        job.write_text("exit 1")
        job.chmod(0o755)
        with emulator("--jobs", str(job), "--logs", f"{work}/logs", *options,
                      "--requests", f"{work}/requests", "--roles", f"{work}/roles") as endpoint:
            # the product, told where S3 is; the second shard fails once, as one does whose store is away for a moment
            job.write_text(f"""#!/bin/sh
case "$*" in *"--shard 2/{SHARDS}"*) [ -e {once} ] || {{ touch {once}; exit 1; }} ;; esac
STACKWRIGHT_STORE_ENDPOINT={endpoint} exec "{PRODUCT}/stackwright" "$@"
""")
            deployment = Deployment("minimal", endpoint, Path(work), more="  batch_inference = {}")
            deployment.apply(DIGESTS)
            bucket = deployment.state()["values"]["outputs"]["bucket"]["value"]
            states, s3 = client("stepfunctions", endpoint), client("s3", endpoint)
            settings = {**KEYS, "STACKWRIGHT_STORE_ENDPOINT": endpoint, "STACKWRIGHT_STORE_BUCKET": bucket,
                        "STACKWRIGHT_WEIGHTS": str(Path(chosen.weights).resolve())}
            stackwright(settings, "train", "--ensemble", "photos", "--dataset", chosen.dataset, "--recipe", "probe",
                        "--members", "mobilenet-v2")
            with zipfile.ZipFile(chosen.dataset) as photos:
                for name in [n for n in photos.namelist() if n.lower().endswith(".jpg")][:PHOTOS]:
                    s3.put_object(Bucket=bucket, Key=f"uploads/{Path(name).name}", Body=photos.read(name))
            roles = role(bucket)
            roles.write(Path(work, "roles"))
            machine = next(m["stateMachineArn"] for m in states.list_state_machines()["stateMachines"] if "inference" in m["name"])
            failed, before = 0, None
            for attempt in ("first", "second"):
                execution = states.start_execution(
                    stateMachineArn=machine, name=attempt,
                    input=json.dumps({"ensemble": "photos", "prefix": "uploads/", "shards": SHARDS}))["executionArn"]
                told = ended(states, client("batch", endpoint), execution)
                if told["status"] != "SUCCEEDED":
                    print(f"{attempt} execution: {told['status']} {told.get('error')} {told.get('cause')}: WRONG")
                    return 1
                found = lines(s3, bucket)
                right = len(found) == PHOTOS == len({json.loads(line)["url"] for line in found}) and before in (None, found)
                failed += not right
                print(f"{attempt} execution: {told['status']}, {len(found)} lines of {PHOTOS} photos, {SHARDS} shards"
                      + ("" if right else ": WRONG"))
                before = found
            if not once.exists():
                print("expected a shard that failed once, found none: WRONG")
                failed += 1
            failed += within_roles(Path(work, "requests"), roles)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
