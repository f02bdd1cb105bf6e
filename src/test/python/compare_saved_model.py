"""Loads an ensemble with TensorFlow in Python and compares its answers with those of Java.

    SavedModelForPython <weights> <photos> <folder> mobilenet-v2 mobilenet   # Java, test class path: writes the folder
    python src/test/python/compare_saved_model.py <folder>                   # needs tensorflow

First pixels (signature serving_default), then each JPEG and PNG of the folder of photos as it is (classify_bytes), alone and
all at once. Prints the greatest differences; fails where one exceeds 1e-5, or where one side alone refuses a file.
"""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf

folder = pathlib.Path(sys.argv[1])
signatures = tf.saved_model.load(str(folder)).signatures
worst = 0.0


def compare(name, found, expected):
    global worst
    assert set(found) == set(expected), (sorted(found), sorted(expected))
    difference = max(float(np.abs(found[o].numpy() - np.array(expected[o])).max()) for o in expected)
    print(f"{name}: greatest difference {difference:.2e}, probabilities {np.round(expected['probabilities'], 4).tolist()}")
    worst = max(worst, difference)


answers = json.loads((folder / "answers.json").read_text())
pixels = np.fromfile(folder / "pixels.bin", dtype=np.uint8).reshape(answers.pop("shape"))
serve = signatures["serving_default"]
print("signature:", serve.structured_input_signature[1], serve.structured_outputs)
compare("pixels", serve(pixels=tf.constant(pixels)), answers)

classify = signatures["classify_bytes"]
print("signature:", classify.structured_input_signature[1], classify.structured_outputs)
files = json.loads((folder / "files.json").read_text())
whole = {}
for path, expected in files.items():
    encoded = pathlib.Path(path).read_bytes()
    try:
        found = classify(image_bytes=tf.constant([encoded]))
    except tf.errors.InvalidArgumentError as e:
        print(f"{pathlib.Path(path).name}: refused ({e.message.splitlines()[0]}), by Java {'not ' if expected else 'too'}")
        worst = max(worst, float("inf") if expected else 0.0)
        continue
    if expected is None:
        print(f"{pathlib.Path(path).name}: answered, refused by Java")
        continue
    compare(pathlib.Path(path).name, found, expected)
    whole[path] = encoded
together = {o: np.concatenate([files[p][o] for p in whole]) for o in answers}
compare(f"{len(whole)} files at once", classify(image_bytes=tf.constant(list(whole.values()))), together)
sys.exit(0 if worst <= 1e-5 else f"expected at most 1e-5, found {worst:.2e}")
