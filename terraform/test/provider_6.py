#!/usr/bin/env python3
"""Whether version 6 of the provider knows each argument and block that is used here.

    npm pack @cdktf/provider-aws@21.22.1 && tar xzf cdktf-provider-aws-21.22.1.tgz
    test/provider_6.py package

That package is generated from the schema of hashicorp/aws 6.25.0, and says so in its package.json. For where the provider
itself cannot be had: names are compared and nothing is planned.
"""

import json
import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
META = {"count", "for_each", "depends_on", "provider", "lifecycle"}
HEAD = re.compile(r'^(resource|data) "(aws_\w+)" "(\w+)" \{$')


def blocks(lines):
    """Each argument of formatted HCL as a path: (resource or data, type, [names]). Dynamic blocks are what they make."""
    path, skipping = [], None
    for line in lines:
        indent = len(line) - len(line.lstrip())
        if skipping is not None:
            if indent <= skipping and line.strip()[:1] in ("}", "]", ")"):
                skipping = None
            continue
        if head := HEAD.match(line):
            path = [(0, (head.group(1), head.group(2)))]
        elif path and line.strip() == "}":
            path = [entry for entry in path if entry[0] < indent]
        elif path and (block := re.match(r'^ +(?:dynamic "(\w+)"|(\w+)) \{$', line)):
            path.append((indent, block.group(1) or block.group(2)))
            yield path
        elif path and (argument := re.match(r"^ +(\w+) += (.*)$", line)):
            yield [*path, (indent, argument.group(1))]
            # of several lines: what is in it are no arguments
            if re.search(r"[\[({]$", argument.group(2)):
                skipping = indent


def used(folder):
    """Every (kind, type, names) that the configuration uses."""
    found = set()
    for file in sorted(folder.rglob("*.tf")):
        for path in blocks(file.read_text().splitlines()):
            kind, of = path[0][1]
            names = [name for _, name in path[1:]]
            if not META & set(names):
                found.add((kind, of, tuple(name for name in names if name not in ("content", "iterator"))))
    return found


def camel(name):
    head, *rest = name.split("_")
    return head + "".join(part.capitalize() for part in rest)


def struct(types, of):
    """The structure that a property has, whether one or a list of them; none for plain values."""
    for one in [of.get("fqn")] + [u.get("fqn") for u in of.get("union", {}).get("types", [])]:
        if one and one.startswith("@cdktf/") and one in types:
            return types[one]
    for inner in [of] + of.get("union", {}).get("types", []):
        if "collection" in inner:
            return struct(types, inner["collection"]["elementtype"])
    return None


def unknown(types, kind, of, names):
    """What is wrong with one path; none where the schema has it."""
    wanted = "data" + of.replace("_", "") if kind == "data" else of.replace("_", "").removeprefix("aws")
    # an A follows where the name is a block's of another resource, too
    at = types["by name"].get(wanted + "config") or types["by name"].get(wanted + "aconfig")
    if at is None:
        return f"no {kind} {of}"
    for name in names:
        found = next((p for p in (at or {}).get("properties", []) if p["name"].lower() == camel(name).lower()), None)
        if found is None:
            return f"{kind} {of} has no {'.'.join(names)}"
        at = struct(types, found["type"])
    return None


def main():
    package = Path(sys.argv[1])
    version = json.loads((package / "package.json").read_text())["cdktf"]["provider"]["version"]
    types = json.loads((package / ".jsii").read_text())["types"]
    types["by name"] = {fqn.rsplit(".", 1)[1].lower(): t for fqn, t in types.items() if fqn.endswith("Config")}
    paths = used(FOLDER)
    wrong = sorted(filter(None, (unknown(types, *path) for path in paths)))
    print(f"hashicorp/aws {version}: {len(paths) - len(wrong)} of {len(paths)} arguments and blocks of "
          f"{len({path[:2] for path in paths})} resources are known")
    for one in wrong:
        print("  " + one)
    return 1 if wrong or not paths else 0


if __name__ == "__main__":
    sys.exit(main())
