#!/usr/bin/env python3
"""What README.md says of variables and routes, compared with what there is.

    test/documented.py --table        # the README's table of variables
    python3 -m unittest discover -s test

Variables and their defaults are read from variables.tf. Endpoints are those that ../docs/http-api.md and ../docs/openapi.json
name; each has a route in modules/classify/api.tf, or stands in the README among those that have none.
"""

import re
import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent
VERBS = "GET|POST|PUT|DELETE"


def variables(text):
    """Name, default as a line of HCL (none where there is none) and description of each variable."""
    for name, body in re.findall(r'^variable "(\w+)" \{\n(.*?)^\}', text, re.M | re.S):
        description = re.search(r'^  description = "(.*)"$', body, re.M).group(1)
        default = re.search(r"^  default +=\s+(.*)$", body, re.M)
        yield name, default.group(1) if default else None, description


def fields(text, name):
    """The optional fields of a variable that is an object, with their defaults."""
    body = re.search(rf'^variable "{name}" \{{\n(.*?)^\}}', text, re.M | re.S).group(1)
    return re.findall(r"^    (\w+) += optional\([^,\n]+?(?:\([a-z]+\))?, (.+)\)$", body, re.M)


def table(text):
    lines = ["| variable | default | what it is |", "|---|---|---|"]
    for name, default, description in variables(text):
        shown = "required" if default is None else f"`{default}`"
        inner = ", ".join(f"{field} = {value}" for field, value in fields(text, name))
        if default == "{}" and inner:
            shown = f"`{{{inner}}}`"
        lines.append(f"| `{name}` | {shown} | {description} |")
    return "\n".join(lines)


def plain(endpoint):
    """The endpoint with every variable part called the same."""
    return re.sub(r"\{\w+\}|<\w+>", "{}", endpoint.split("?")[0])


def endpoints(text):
    return {plain(f"{verb} {path}") for verb, path in re.findall(rf"`({VERBS}) (/[^\s`]*)`", text)}


def operations(api):
    """Those of an OpenAPI document."""
    methods = VERBS.lower().split("|")
    return {plain(f"{method.upper()} {path}") for path, item in api["paths"].items() for method in item if method in methods}


def routes(text):
    return {plain(route) for route in re.findall(rf'"((?:{VERBS}) /[^"]*)"', text)}


def main():
    print(table((FOLDER / "variables.tf").read_text()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
