"""How often sets of labels hold the true one: coverage.py WEIGHTS FOLDER SET.zip …, after a build.

The validation part calibrates the sets, so it cannot test them. It is divided by lot; each half calibrates one training, and the
other half is asked as new photos, by `classify --coverage`. FOLDER is for the photos, the store and the cache.
"""

import json
import math
import pathlib
import random
import subprocess
import sys
import zipfile

weights, folder, sets = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
COVERAGES = (0.8, 0.9, 0.95)
NAMES = ("validation", "valid", "val")
here = ["--data-dir", str(folder / "data"), "--set", f"stackwright.cache-directory={folder / 'cache'}"]


def interval(n, share):
    """The binomial's middle 95 %, as shares."""
    probabilities = [math.exp(math.lgamma(n + 1) - math.lgamma(k + 1) - math.lgamma(n - k + 1)
                              + k * math.log(share) + (n - k) * math.log(1 - share)) for k in range(n + 1)]
    below, low, high = 0.0, 0, n
    for k, p in enumerate(probabilities):
        if below <= 0.025:
            low = k
        below += p
        if below < 0.975:
            high = k + 1
    return low / n, high / n


def halves(archive):
    """Names of the training photos, and of two halves of the validation photos, each name with its label."""
    photos = [(n, n.split("/")) for n in archive.namelist() if n.lower().endswith((".jpg", ".jpeg", ".png"))]
    train = [(n, p[-2]) for n, p in photos if p[-3] == "train"]
    validation = sorted((n, p[-2]) for n, p in photos if p[-3] in NAMES)
    random.Random(17).shuffle(validation)
    middle = (len(validation) + 1) // 2
    return train, (validation[:middle], validation[middle:])


def write(archive, photos, part, to):
    for name, label in photos:
        file = to / part / label / name.split("/")[-1]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(archive.read(name))


def asked(ensemble, photos, coverage):
    out = subprocess.run(["./stackwright", "classify", ensemble, str(photos), *here, "--coverage", str(coverage), "--format", "jsonl"],
                         check=True, capture_output=True, text=True).stdout
    return [json.loads(line) for line in out.splitlines()]


def label_of(answer):
    return answer["url"].split("/")[-2]


print("| set | coverage | n | covered | share | 95 % interval | mean size of a set | empty sets |\n|---|---|---|---|---|---|---|---|")
for path in sets:
    name = pathlib.Path(path).stem
    with zipfile.ZipFile(path) as archive:
        train, parts = halves(archive)
        for which in (0, 1):
            write(archive, train, "train", folder / f"{name}-{which}")
            write(archive, parts[which], "validation", folder / f"{name}-{which}")
            write(archive, parts[1 - which], "new", folder / f"{name}-{which}-new")
            subprocess.run(["./stackwright", "train", *here, "-e", f"{name}-{which}", "-d", str(folder / f"{name}-{which}"), "--weights",
                            weights, "--recipe", "probe", "--members", "mobilenet-v2,mobilenet", "--seed", "7"],
                           check=True, capture_output=True)
    for coverage in COVERAGES:
        answers = [a for which in (0, 1) for a in asked(f"{name}-{which}", folder / f"{name}-{which}-new" / "new", coverage)]
        n = len(answers)
        covered = sum(label_of(a) in a["set"] for a in answers)
        low, high = interval(n, coverage)
        print(f"| {name} | {coverage:.2f} | {n} | {covered} | {covered / n:.3f} | {low:.3f} to {high:.3f} "
              f"| {sum(len(a['set']) for a in answers) / n:.2f} | {sum(not a['set'] for a in answers)} |", flush=True)
