"""What the roles of iam.json let the product do: refuses what is beyond them, as AWS does and moto does not, and afterwards
tells whether anything was refused, whether each grant was needed, and which was not.

A role is told by its access key, `classify` or `job`. The file that `Roles.write` writes is read at each request, so that
roles hold from when there is a bucket.
"""

import fnmatch
import json
from pathlib import Path
from urllib.parse import parse_qs, unquote

LISTED = Path(__file__).resolve().parent.parent / "iam.json"
ROLES = ("classify", "job")
# What the product never asks for here, and why the role has it all the same.
NOT_ASKED_HERE = {
    ("sqs:DeleteMessage", "sqs:*"): "Lambda empties the queues in the function's name",
    ("sqs:GetQueueAttributes", "sqs:*"): "Lambda empties the queues in the function's name",
    ("sqs:ReceiveMessage", "sqs:*"): "Lambda empties the queues in the function's name",
    ("logs:CreateLogStream", "logs:*"): "Lambda writes the log in the function's name",
    ("logs:PutLogEvents", "logs:*"): "Lambda writes the log in the function's name",
    ("s3:AbortMultipartUpload", "BUCKET/*"): "only an upload of parts that broke off is ended so",
    ("s3:GetObject", "BUCKET/pretrained/*"): "weights lie in a folder here; with weights = \"pretrained\" they are read there",
    ("s3:ListBucket", "BUCKET, prefix datasets/*"): "datasets are zips here; those that are folders are listed",
    ("s3:ListBucket", "BUCKET, prefix uploads/*"): "datasets are zips here; those that are folders are listed",
}


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


def prefixes(grant):
    return grant.get("where", {}).get("StringLikeIfExists", {}).get("s3:prefix", ["*"])


def allows(grant, action, resource, prefix):
    return (
        action in grant["actions"]
        and any(fnmatch.fnmatchcase(resource, on) for on in grant["on"])
        and (prefix is None or any(fnmatch.fnmatchcase(prefix, one) for one in prefixes(grant)))
    )


def single(grants):
    """The grants one by one: each of one action on one resource, a listing of one prefix."""
    return [
        {"actions": [action], "on": [on], "where": {"StringLikeIfExists": {"s3:prefix": [prefix]}}}
        for grant in grants for action in grant["actions"] for on in grant["on"] for prefix in prefixes(grant)
    ]


def place(grant):
    (prefix,) = prefixes(grant)
    return grant["on"][0] + ("" if prefix == "*" else f", prefix {prefix}")


def in_words(grant):
    return f"{grant['actions'][0]} on {place(grant)}"


def explained(grant):
    """Why nothing asks for it here; none where something does."""
    return next((why for (action, on), why in NOT_ASKED_HERE.items()
                 if action == grant["actions"][0] and fnmatch.fnmatchcase(place(grant), on)), None)


class Roles:
    """What each role may do in one bucket."""

    def __init__(self, bucket, grants):
        self.bucket, self.grants = bucket, grants

    @classmethod
    def listed(cls, bucket, without=(), of=None, more=()):
        """Those of iam.json that need no option to be set, less those of all roles, or of one, that are named as in_words does,
        and with more of them, named `ROLE ACTION on RESOURCE`."""
        document = json.loads(LISTED.read_text())
        grants = {
            role: single(grant for grant in document[f"NAME-{role}"]["grants"] if "only" not in grant) for role in ROLES
        }
        unknown = set(without) - {in_words(grant) for all_of_it in grants.values() for grant in all_of_it}
        if unknown:
            raise SystemExit(f"no role has these grants: {', '.join(sorted(unknown))}")
        kept = {
            role: [grant for grant in all_of_it if of not in (None, role) or in_words(grant) not in without]
            for role, all_of_it in grants.items()
        }
        for one in more:
            role, action, _, on = one.split(" ", 3)
            kept[role] += single([{"actions": [action], "on": [on]}])
        return cls(bucket, kept)

    @classmethod
    def read(cls, file):
        document = json.loads(file.read_text())
        return cls(document["bucket"], document["grants"])

    def write(self, file):
        to = file.with_suffix(".new")
        to.write_text(json.dumps({"bucket": self.bucket, "grants": self.grants}))
        to.rename(file)

    def refuses(self, request):
        """Whether the request is by a role that may not ask for it."""
        grants = self.grants.get(request["by"])
        return grants is not None and not any(allows(grant, *needed(request, self.bucket)) for grant in grants)


def alone(grant, grants, asked):
    """Whether something was asked for that only this one of the grants allows."""
    others = [other for other in grants if other is not grant]
    return any(allows(grant, *one) and not any(allows(other, *one) for other in others) for one in asked)


def within_roles(file, roles):
    """Prints what was refused, and what a role may do and never did. Returns how many of either are not explained."""
    requests = [json.loads(line) for line in file.read_text().splitlines()]
    wrong = 0
    for role, grants in roles.grants.items():
        mine = [request for request in requests if request["by"] == role]
        asked = {needed(request, roles.bucket) for request in mine}
        refused = sorted({needed(request, roles.bucket) for request in mine if roles.refuses(request)}, key=str)
        print(f"{role}: {len(mine)} requests of {len(asked)} kinds, {len(refused)} kinds refused")
        for action, resource, prefix in refused:
            print(f"  refused: {action} on {resource}" + (f", prefix {prefix}" if prefix is not None else ""))
        needless = [grant for grant in grants if not alone(grant, grants, asked)]
        print(f"  {len(grants) - len(needless)} of {len(grants)} grants are needed: without one, a request is refused")
        unexplained = 0
        for grant in needless:
            why = explained(grant)
            unexplained += why is None
            print(f"  not needed here: {in_words(grant)}: {why or 'NOT EXPLAINED'}")
        wrong += len(refused) + unexplained + (not mine)
    return wrong
