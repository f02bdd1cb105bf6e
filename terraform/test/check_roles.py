#!/usr/bin/env python3
"""Compares what every role may do with the list in iam.json, and says each grant that is too much or missing.

    terraform test -json -verbose -filter=tests/roles.tftest.hcl | test/check_roles.py     # offline
    terraform show -json | test/check_roles.py                                             # after an apply
    test/check_roles.py --table                                                            # the README's table

Reads every policy of every resource in the state, whatever module it is in, so that a policy cannot be forgotten. A kind
of policy that it does not know is an error.
"""

import argparse
import json
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
# Names of roles end with it, as roles are the account's and not a region's.
REGION = r"-[a-z]{2}(?:-[a-z]+)+-\d$"
HARMLESS = {"aws_ecr_lifecycle_policy", "aws_iam_instance_profile", "aws_iam_role"}


def states(text):
    """Every state in the output of `terraform show -json` or of `terraform test -json -verbose`, by name."""
    if "\n{" not in text.strip():
        document = json.loads(text)
        yield "state", document.get("values", {}).get("root_module", {})
        return
    for line in text.splitlines():
        message = json.loads(line) if line.startswith("{") else {}
        if "test_state" in message:
            yield message["@testrun"], message["test_state"]["root_module"]


def resources(module):
    yield from module.get("resources", [])
    for child in module.get("child_modules", []):
        yield from resources(child)


def as_list(value):
    return value if isinstance(value, list) else [value]


class Names:
    """Turns the ARNs of one deployment into those of any."""

    def __init__(self, found):
        buckets = [r["values"]["bucket"] for r in found if r["type"] == "aws_s3_bucket"]
        roles = [r["values"]["name"] for r in found if r["type"] == "aws_iam_role"]
        self.prefix = re.sub(REGION, "", roles[0]).rsplit("-", 1)[0] if roles else "stackwright"
        self.bucket = buckets[0] if buckets else ""

    def plain(self, arn):
        arn = arn.replace(f"arn:aws:s3:::{self.bucket}", "BUCKET") if self.bucket else arn
        arn = re.sub(r"^arn:aws:kms:[^*]+:key/.+$", "KEY", arn)
        arn = re.sub(r"^arn:aws:([a-z0-9-]+):[a-z0-9-]*:(\d{12}|aws)?:", r"\1:", arn)
        return re.sub(rf"(?<![a-z0-9-]){re.escape(self.prefix)}(?=-|/classify$)", "NAME", arn)

    def role(self, name):
        return re.sub(REGION, "", self.plain(name))


def grants(policy, names, holder, problems):
    """The policy as a set of (action, resource, condition)."""
    found = set()
    for statement in as_list(policy["Statement"]):
        if statement["Effect"] == "Deny":
            continue
        for key in ("NotAction", "NotResource", "NotPrincipal"):
            if key in statement:
                problems.append(f"{holder}: {key} grants what nobody listed")
        condition = json.loads(json.dumps(statement.get("Condition", {})))
        for tests in condition.values():
            for key, value in tests.items():
                tests[key] = sorted(names.plain(v) for v in as_list(value))
        where = json.dumps(condition, sort_keys=True)
        for action in as_list(statement.get("Action", [])):
            for resource in as_list(statement.get("Resource", [])):
                found.add((action, names.plain(resource), where))
    return found


def principals(policy):
    found = set()
    for statement in as_list(policy["Statement"]):
        principal = statement.get("Principal", {})
        for kind, who in principal.items() if isinstance(principal, dict) else [("", principal)]:
            found |= {who_ if kind == "Service" else f"{kind} {who_}".strip() for who_ in as_list(who)}
    return found


def granted(found, problems):
    """Who holds what: {holder: {"trusted": set, "managed": set, "grants": set}}."""
    names = Names(found)
    holders = {}

    def holder(name):
        return holders.setdefault(name, {"trusted": set(), "managed": set(), "grants": set()})

    for resource in found:
        kind, values = resource["type"], resource["values"]
        if resource.get("mode") == "data":
            continue
        if kind == "aws_iam_role":
            role = holder(names.role(values["name"]))
            role["trusted"] |= principals(json.loads(values["assume_role_policy"]))
            if any(inline.get("policy") for inline in values.get("inline_policy") or []):
                # An apply reads the policies of aws_iam_role_policy back into this field, too.
                for inline in values["inline_policy"]:
                    role["grants"] |= grants(json.loads(inline["policy"]), names, values["name"], problems)
        elif kind == "aws_iam_role_policy":
            name = names.role(values["role"])
            holder(name)["grants"] |= grants(json.loads(values["policy"]), names, name, problems)
        elif kind == "aws_iam_role_policy_attachment":
            holder(names.role(values["role"]))["managed"].add(values["policy_arn"].split(":policy/")[-1])
        elif kind == "aws_sqs_queue_policy":
            policy = json.loads(values["policy"])
            rule = holder("the rules")
            rule["trusted"] |= principals(policy)
            rule["grants"] |= grants(policy, names, "the rules", problems)
        elif kind == "aws_ecr_repository_policy":
            policy = json.loads(values["policy"])
            puller = holder("the function's image")
            puller["trusted"] |= principals(policy)
            # a policy of a repository names no resource: it is the one that it hangs on
            for statement in as_list(policy["Statement"]):
                statement.setdefault("Resource", f"ecr:repository/{values['repository']}")
            puller["grants"] |= grants(policy, names, "the function's image", problems)
        elif kind == "aws_lambda_permission":
            api = holder("the API")
            api["trusted"].add(values["principal"])
            qualified = f"{names.plain(values['function_name'])}:{values['qualifier']}"
            where = json.dumps({"ArnLike": {"AWS:SourceArn": ["the API's"]}} if values.get("source_arn") else {})
            api["grants"].add((values["action"], qualified, where))
        elif kind == "aws_s3_bucket_policy":
            if grants(json.loads(values["policy"]), names, "the bucket's policy", problems):
                problems.append("the bucket's policy grants something; it is there to refuse")
        elif kind in HARMLESS:
            continue
        elif kind.startswith("aws_iam_") or kind.endswith("_policy"):
            problems.append(f"{resource['address']}: a kind of policy that this check does not know; teach it")
    return holders


def listed():
    return json.loads((FOLDER / "iam.json").read_text())


def triples(grant):
    where = json.dumps(grant.get("where", {}), sort_keys=True)
    return {(action, resource, where) for action in grant["actions"] for resource in grant["on"]}


def say(triple):
    action, resource, where = triple
    return f"{action} on {resource}" + (f" where {where}" if where != "{}" else "")


def compare(holders, golden):
    for name in sorted(set(holders) - set(golden)):
        yield f"{name}: holds grants and is not in iam.json"
    for name in sorted(set(golden) - set(holders)):
        if "only" in golden[name]:
            continue
        yield f"{name}: is in iam.json and nowhere else"
    for name in sorted(set(golden) & set(holders)):
        found, wanted = holders[name], golden[name]
        for part in ("trusted", "managed"):
            for extra in sorted(found[part] - set(wanted[part])):
                yield f"{name}: {extra} is {part}, and not in iam.json"
            for lost in sorted(set(wanted[part]) - found[part]):
                yield f"{name}: {lost} is in iam.json, and not {part}"
        may = set().union(*[triples(grant) for grant in wanted["grants"]]) if wanted["grants"] else set()
        must = [grant for grant in wanted["grants"] if "only" not in grant]
        must = set().union(*[triples(grant) for grant in must]) if must else set()
        for extra in sorted(found["grants"] - may):
            yield f"{name}: may {say(extra)}, and iam.json does not have it"
        for lost in sorted(must - found["grants"]):
            yield f"{name}: iam.json has {say(lost)}, and no policy grants it"


def table(golden):
    lines = ["| who | trusted | may | on |", "|---|---|---|---|"]
    for name, role in golden.items():
        who, trusted = f"**{name}**: {role['what']}", ", ".join(f"`{t}`" for t in role["trusted"])
        rows = [(f"AWS's policy `{managed}`", "") for managed in role["managed"]]
        for grant in role["grants"]:
            on = ", ".join(f"`{resource}`" for resource in grant["on"])
            if grant.get("where"):
                on += "; " + grant["because"]
            if grant.get("only"):
                on += f"; only with `{grant['only']}`"
            rows.append((", ".join(f"`{action}`" for action in grant["actions"]), on))
        if role.get("only"):
            who += f"; only with `{role['only']}`"
        for index, (may, on) in enumerate(rows):
            lines.append(f"| {who if index == 0 else ''} | {trusted if index == 0 else ''} | {may} | {on} |")
    return "\n".join(lines)


def main():
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--table", action="store_true", help="print the README's table")
    chosen = arguments.parse_args()
    golden = listed()
    if chosen.table:
        print(table(golden))
        return 0

    failed = seen = 0
    for name, state in states(sys.stdin.read()):
        problems = []
        holders = granted(list(resources(state)), problems)
        problems += compare(holders, golden)
        seen += 1
        failed += bool(problems)
        counted = sum(len(holder["grants"]) for holder in holders.values())
        print(f"roles of {name}: " + (f"{counted} grants, all of them in iam.json" if not problems else "wrong"))
        for problem in problems:
            print("  " + problem)
    if not seen:
        print("expected a state on standard input, found none")
    if table(golden) not in (FOLDER / "README.md").read_text():
        print("README.md has another table of roles than iam.json; put in what --table prints")
        failed += 1
    return 1 if failed or not seen else 0


if __name__ == "__main__":
    sys.exit(main())
