"""Answers to the same pixels in two formats: compare_formats.py ENSEMBLE PHOTOS FOLDER [OPTIONS OF classify …], after a build.

Each photo (JPEG) is written as WebP of quality 75 and, by the pixels that libwebp reads from it, as PNG; then grey, as BMP and as
PNG of one channel. `classify` is asked for all; prints how many labels differ and the greatest difference of a probability, and
ends with 1 where labels differ. Needs Pillow.
"""

import json
import pathlib
import subprocess
import sys

from PIL import Image

ensemble, photos, folder, options = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3]), sys.argv[4:]
PAIRS = (("webp", "webp-as-png"), ("grey-bmp", "grey-png"))
for pair in PAIRS:
    for name in pair:
        (folder / name).mkdir(parents=True, exist_ok=True)
for photo in sorted(photos.rglob("*.jpg")):
    image = Image.open(photo).convert("RGB")
    webp = folder / "webp" / f"{photo.stem}.webp"
    image.save(webp, "WEBP", quality=75)
    Image.open(webp).convert("RGB").save(folder / "webp-as-png" / f"{photo.stem}.png")
    grey = image.convert("L")
    grey.save(folder / "grey-bmp" / f"{photo.stem}.bmp")
    grey.save(folder / "grey-png" / f"{photo.stem}.png")


def answers(name):
    out = subprocess.run(["./stackwright", "classify", ensemble, str(folder / name), "--format", "jsonl", "--top", "99", *options],
                         check=True, capture_output=True, text=True).stdout
    found = {}
    for line in out.splitlines():
        answer = json.loads(line)
        found[pathlib.Path(answer["url"]).stem] = answer["label"], {each["label"]: each["probability"] for each in answer["top"]}
    return found


differ = 0
for one, other in PAIRS:
    left, right = answers(one), answers(other)
    assert left.keys() == right.keys() and left, (len(left), len(right))
    flips = sum(left[name][0] != right[name][0] for name in left)
    most = max(abs(left[name][1][label] - right[name][1][label]) for name in left for label in left[name][1])
    print(f"{one} beside {other}: {len(left)} photos, {flips} labels differ, probabilities by {most:.1e} at most")
    differ += flips
sys.exit(differ > 0)
