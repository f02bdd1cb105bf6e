"""Holds what a role really asked for against what iam.json lets it do: nobody enforces roles on moto."""

import fnmatch
import json
from pathlib import Path
from urllib.parse import parse_qs, unquote

LISTED = Path(__file__).resolve().parent.parent / "iam.json"


def of_s3(request, bucket):
    """The action and the resource that a request to S3 needs, and the prefix of a listing."""
    asked = parse_qs(request["query"], keep_blank_values=True)
    _, found, key = (unquote(request["path"]) + "/").split("/", 2)
    key = key.removesuffix("/")
    place = "BUCKET" if found == bucket else found
    if not key:
        if request["method"] in ("GET", "HEAD"):
            return "s3:ListBucket", place, asked.get("prefix", [None])[0]
        return f"s3:{request['method']} of a bucket", place, None
    if "uploadId" in asked and request["method"] == "DELETE":
        return "s3:AbortMultipartUpload", f"{place}/{key}", None
    action = {"GET": "s3:GetObject", "HEAD": "s3:GetObject", "PUT": "s3:PutObject", "POST": "s3:PutObject",
              "DELETE": "s3:DeleteObject"}[request["method"]]
    return action, f"{place}/{key}", None


def needed(request, bucket):
    if request["service"] == "s3":
        return of_s3(request, bucket)
    action = request["target"].split(".")[-1]
    kind = {"StartExecution": "states:stateMachine:NAME-training", "StopExecution": "states:execution:NAME-training:run"}
    return f"{request['service']}:{action}", kind.get(action, "?"), None


def allows(grant, action, resource, prefix):
    prefixes = grant.get("where", {}).get("StringLikeIfExists", {}).get("s3:prefix", ["*"])
    return (
        "only" not in grant
        and action in grant["actions"]
        and any(fnmatch.fnmatchcase(resource, on) for on in grant["on"])
        and (prefix is None or any(fnmatch.fnmatchcase(prefix, one) for one in prefixes))
    )


def within_roles(file, bucket):
    """Prints what each role asked for that it may not, and what it may and never asked for. Returns how much was too much."""
    requests = [json.loads(line) for line in file.read_text().splitlines()]
    golden, refused = json.loads(LISTED.read_text()), 0
    for role in ("classify", "job"):
        grants = golden[f"NAME-{role}"]["grants"]
        asked = {needed(request, bucket) for request in requests if request["by"] == role}
        count = sum(request["by"] == role for request in requests)
        too_much = sorted(one for one in asked if not any(allows(grant, *one) for grant in grants))
        refused += len(too_much) + (count == 0)
        print(f"{role}: {count} requests, {len(too_much)} kinds beyond its role")
        for action, resource, prefix in too_much:
            print(f"  {action} on {resource}" + (f", prefix {prefix}" if prefix is not None else ""))
        unused = [
            f"{action} on {on}" for grant in grants if "only" not in grant for action in grant["actions"] for on in grant["on"]
            if not any(allows({**grant, "actions": [action], "on": [on]}, *one) for one in asked)
        ]
        print(f"  never asked for: {'; '.join(unused) or 'nothing'}")
    return refused
