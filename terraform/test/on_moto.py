#!/usr/bin/env python3
"""Applies an example on moto, looks at what came of it, and destroys it.

    test/on_moto.py minimal
    test/on_moto.py complete
    test/on_moto.py private
    test/on_moto.py environments     # as production: destroying is refused first

Apply without images, then with them; a second plan, whose every difference has to be one that is known of moto
(known-differences.json); the roles; an upload that arrives in its queue; destroy. Needs terraform, the provider (see
../check.sh; TF_PROVIDER=6 takes version 6) and moto[all] 5.2.1.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from deployment import DIGESTS, FOLDER, VARIABLES, Deployment, client, emulator


def check_second_plan(deployment):
    known = json.loads((FOLDER / "test/known-differences.json").read_text())
    unexplained = 0
    for (kind, attribute), where in sorted(deployment.differences().items()):
        why = known.get(f"{kind}.{attribute}")
        unexplained += why is None
        print(f"second plan: {kind}.{attribute}, {len(where)} times: {why or 'NOT EXPLAINED'}")
        if why is None:
            for address, actions, before, after in where:
                print(f"  {address}: {actions}: {json.dumps(before)} -> {json.dumps(after)}")
    return unexplained


def check_roles(state):
    return subprocess.run(
        [sys.executable, str(FOLDER / "test/check_roles.py")], input=json.dumps(state), text=True
    ).returncode


def check_upload(endpoint, outputs):
    """An object comes to its queue through its rule, and one that no rule names to none."""
    # moto's stand-in for the function takes what it gets and says that all is well.
    functions = client("lambda", endpoint)
    for mapping in functions.list_event_source_mappings()["EventSourceMappings"]:
        functions.update_event_source_mapping(UUID=mapping["UUID"], Enabled=False)
    bucket, sqs = outputs["bucket"], client("sqs", endpoint)
    urls = {
        kind: sqs.get_queue_url(QueueName=f"{bucket.split('-123456789012')[0]}-{kind}")["QueueUrl"]
        for kind in ("datasets", "incoming")
    }
    uploads = {
        "datasets/cats dogs+1.zip": "datasets",
        "datasets/cats-dogs/train.json": "datasets",
        "incoming/cats-dogs/a b+c.jpg": "incoming",
        "results/cats-dogs/a.json": None,
        "ensembles/cats-dogs/promotions/0000000001.json": None,
        "datasets/cats-dogs/ant/1.jpg": None,
    }
    for key in uploads:
        client("s3", endpoint).put_object(Bucket=bucket, Key=key, Body=b"x")
    failed = 0
    for kind, url in urls.items():
        found = []
        while batch := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=0).get("Messages"):
            for message in batch:
                body = json.loads(message["Body"])
                found.append((body["detail-type"], body["detail"]["object"]["key"]))
                sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
        wanted = [("Object Created", key) for key, to in uploads.items() if to == kind]
        failed += sorted(found) != sorted(wanted)
        print(f"uploads in queue {kind}: {sorted(found)}" + ("" if sorted(found) == sorted(wanted) else f", expected {wanted}"))
    for key in uploads:
        client("s3", endpoint).delete_object(Bucket=bucket, Key=key)
    return failed


def main():
    sys.stdout.reconfigure(line_buffering=True)
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("example", choices=sorted(VARIABLES))
    arguments.add_argument("--policy", action="store_true", help="with the bucket's policy, and so without uploads")
    chosen = arguments.parse_args()
    with tempfile.TemporaryDirectory() as work, emulator() as endpoint:
        deployment = Deployment(chosen.example, endpoint, Path(work), chosen.policy)
        deployment.apply(None)
        deployment.apply(DIGESTS)
        failed = check_second_plan(deployment)
        state = deployment.state()
        failed += check_roles(state)
        outputs = {name: output["value"] for name, output in state["values"]["outputs"].items()}
        if not chosen.policy:
            failed += check_upload(endpoint, outputs)
            versions = client("s3", endpoint)
            for page in versions.get_paginator("list_object_versions").paginate(Bucket=outputs["bucket"]):
                for version in page.get("Versions", []) + page.get("DeleteMarkers", []):
                    versions.delete_object(Bucket=outputs["bucket"], Key=version["Key"], VersionId=version["VersionId"])
        deployment.is_kept()
        deployment.destroy()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
