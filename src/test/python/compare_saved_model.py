"""Loads an ensemble with TensorFlow in Python and compares its answers with those of Java.

    SavedModelForPython <weights folder> <folder> mobilenet-v2 mobilenet     # Java, test class path: writes the folder
    python src/test/python/compare_saved_model.py <folder>                   # needs tensorflow

Prints the greatest difference of every output; fails where one exceeds 1e-5.
"""

import json
import pathlib
import sys

import numpy as np
import tensorflow as tf

folder = pathlib.Path(sys.argv[1])
answers = json.loads((folder / "answers.json").read_text())
pixels = np.fromfile(folder / "pixels.bin", dtype=np.uint8).reshape(answers.pop("shape"))

serve = tf.saved_model.load(str(folder)).signatures["serving_default"]
print("signature:", serve.structured_input_signature[1], serve.structured_outputs)
found = serve(pixels=tf.constant(pixels))
assert set(found) == set(answers), (sorted(found), sorted(answers))

worst = 0.0
for name, expected in sorted(answers.items()):
    difference = float(np.abs(found[name].numpy() - np.array(expected)).max())
    print(f"{name}: greatest difference {difference:.2e}, answers {np.round(expected, 4).tolist()}")
    worst = max(worst, difference)
sys.exit(0 if worst <= 1e-5 else f"expected at most 1e-5, found {worst:.2e}")
