"""Compares the maps of a published ensemble with Grad-CAM by gradients of Keras, on the same weights, heads and photos.

    ExplanationsForPython <weights folder> <folder> <folder of photos> mobilenet-v2 mobilenet   # Java, test class path: writes the folder
    python src/test/python/compare_explanations.py <weights folder> <folder>    # needs tensorflow and keras

Grad-CAM as in Selvaraju et al., 2017: the gradient of a label's logit by the last feature map, averaged over places, weighs
the map's channels; what is below 0 counts as 0. Each map is divided by its greatest value. Prints the greatest difference of
every member and label; fails where one exceeds 1e-3.
"""

import json
import pathlib
import sys

import keras
import numpy as np
import tensorflow as tf

FILES = {
    "mobilenet-v2": (keras.applications.MobileNetV2, "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"),
    "mobilenet": (keras.applications.MobileNet, "mobilenet_1_0_224_tf_no_top.h5"),
    "inception-v3": (keras.applications.InceptionV3, "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    "xception": (keras.applications.Xception, "xception_weights_tf_dim_ordering_tf_kernels_notop.h5"),
}

weights, folder = map(pathlib.Path, sys.argv[1:3])
told = json.loads((folder / "maps.json").read_text())
pixels = np.fromfile(folder / "pixels.bin", dtype=np.uint8).reshape(told["shape"])
worst = 0.0
for member in told["members"]:
    build, file = FILES[member["network"]]
    network = build(include_top=False, weights=str(weights / file), input_shape=pixels.shape[1:])
    kernel, bias = (tf.constant(member[part], tf.float32) for part in ("kernel", "bias"))
    # all four networks take pixels scaled to -1 … 1
    features = tf.convert_to_tensor(network(pixels.astype("float32") / 127.5 - 1, training=False))
    for label, maps in enumerate(member["maps"]):
        with tf.GradientTape() as tape:
            tape.watch(features)
            logit = (tf.reduce_mean(features, axis=(1, 2)) @ kernel + bias)[:, label]
        channels = tf.reduce_mean(tape.gradient(logit, features), axis=(1, 2), keepdims=True)
        found = tf.nn.relu(tf.reduce_sum(channels * features, axis=3)).numpy()
        most = found.max(axis=(1, 2), keepdims=True)
        found = np.divide(found, most, out=np.zeros_like(found), where=most > 0)
        difference = float(np.abs(found - np.array(maps).reshape(found.shape)).max())
        print(f"{member['network']}, label {label}: {len(found)} maps of {found.shape[1]} x {found.shape[2]} within {difference:.1e}")
        worst = max(worst, difference)
sys.exit(0 if worst <= 1e-3 else f"expected at most 1e-3, found {worst:.1e}")
