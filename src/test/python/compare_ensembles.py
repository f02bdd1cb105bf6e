#!/usr/bin/env python3
"""What two promoted ensembles say of the same photos, by the command line: the largest difference of any probability.

  compare_ensembles.py STACKWRIGHT DATA_DIR PHOTOS ONE OTHER

STACKWRIGHT is the launcher, DATA_DIR the embedded store's folder, PHOTOS a folder of photos. Every photo, label and
member counts. Exit code 1 when the difference is above 1e-5. Needs the standard library only.
"""

import json
import pathlib
import subprocess
import sys

AT_ONCE = 64
MOST = 1e-5


def said(launcher, data, ensemble, photos):
    """Probabilities by (photo, label) of the ensemble, and by (photo, network) of the members' first choices."""
    found = {}
    for first in range(0, len(photos), AT_ONCE):
        part = photos[first : first + AT_ONCE]
        command = [launcher, "classify", ensemble, *map(str, part), "--top", "50", "--json", "--data-dir", data]
        reply = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
        for photo, result in zip(part, reply["results"]):
            for choice in result["top"]:
                found[photo, choice["label"]] = choice["probability"]
            for member in result["members"]:
                found[photo, member["network"], member["label"]] = member["probability"]
    return found


def main():
    launcher, data, folder, one, other = sys.argv[1:]
    photos = sorted(p for p in pathlib.Path(folder).rglob("*") if p.suffix.lower() in (".jpg", ".jpeg", ".png"))
    first = said(launcher, data, one, photos)
    second = said(launcher, data, other, photos)
    if not photos or first.keys() != second.keys():
        sys.exit(f"{one} and {other} do not speak of the same: {len(first)} and {len(second)} probabilities")
    largest = max(abs(first[key] - second[key]) for key in first)
    print(f"{one} and {other}: {len(photos)} photos, {len(first)} probabilities, largest difference {largest:.3g}")
    sys.exit(1 if largest > MOST else 0)


if __name__ == "__main__":
    main()
