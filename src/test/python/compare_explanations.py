"""Compares the maps of a published ensemble with Grad-CAM by gradients of Keras, on the same weights, heads, stack and photos.

    ExplanationsForPython <exported version> <folder> <folder of photos>                        # Java, test class path: writes the folder
    python src/test/python/compare_explanations.py <weights folder> <exported version> <folder>   # needs tensorflow, keras and onnx

Networks are those of Keras Applications; heads and stack are read from the version's model.onnx, which must be of the recipe
`probe`, whose networks have the published weights.

Grad-CAM as in Selvaraju et al., 2017: the gradient of a label's logit by the last feature map, added up over places, weighs
the map's channels; what is below 0 counts as 0. For the ensemble the gradient of its logit runs through the stack into every
member; what the members' channels add is brought to the finest of their grids (bilinear) and added up before the cut at 0.
Each map is divided by its greatest value. A sigmoid unit's logit z stands for (-z/2, z/2). Prints the greatest difference of
every member, of the ensemble and label; fails where one exceeds 1e-3.
"""

import json
import pathlib
import re
import sys

import keras
import numpy as np
import onnx
import tensorflow as tf

FILES = {
    "mobilenet-v2": (keras.applications.MobileNetV2, "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"),
    "mobilenet": (keras.applications.MobileNet, "mobilenet_1_0_224_tf_no_top.h5"),
    "inception-v3": (keras.applications.InceptionV3, "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    "xception": (keras.applications.Xception, "xception_weights_tf_dim_ordering_tf_kernels_notop.h5"),
}

weights, version, folder = map(pathlib.Path, sys.argv[1:4])
told = json.loads((folder / "maps.json").read_text())
pixels = np.fromfile(folder / "pixels.bin", dtype=np.uint8).reshape(told["shape"])
count, labels = len(pixels), len(told["ensemble"])
graph = onnx.load(version / "model.onnx").graph
nodes = {node.output[0] for node in graph.node}
published = {tensor.name: tf.constant(onnx.numpy_helper.to_array(tensor))
             for tensor in graph.initializer if re.match(r"stack/|network_\d+/head/", tensor.name)}


def dense(name, values):
    return values @ published[name + "/kernel"] + published[name + "/bias"]


def logits(columns):
    return columns if columns.shape[1] == labels else tf.concat([-columns / 2, columns / 2], axis=1)


def stacked(pooled, members):
    if "stack/share" in published:
        return tf.add_n(members) * published["stack/share"]
    if "stack/weight_0" in published:
        return tf.add_n([of * published[f"stack/weight_{m}"] for m, of in enumerate(members)])
    if "stack/head/kernel" in published:
        return dense("stack/head", tf.concat(pooled, axis=1))
    inputs = members
    if "stack/probabilities" in nodes:  # of two labels the second
        inputs = [tf.nn.softmax(of)[:, 1 if labels == 2 else 0:] for of in members]
    return logits(dense("stack/dense_2", tf.nn.relu(dense("stack/dense_1", tf.concat(inputs, axis=1)))))


def speaks(gradient, features):
    return tf.reduce_sum(tf.reduce_sum(gradient, axis=(1, 2), keepdims=True) * features, axis=3, keepdims=True)


def difference(found, maps):
    found = np.maximum(found.numpy()[..., 0], 0)
    most = found.max(axis=(1, 2), keepdims=True)
    found = np.divide(found, most, out=np.zeros_like(found), where=most > 0)
    return float(np.abs(found - np.array(maps).reshape(found.shape)).max())


features = []
for member in told["members"]:
    build, file = FILES[member["network"]]
    network = build(include_top=False, weights=str(weights / file), input_shape=pixels.shape[1:])
    # all four networks take pixels scaled to -1 … 1
    features.append(tf.convert_to_tensor(network(pixels.astype("float32") / 127.5 - 1, training=False)))

worst = 0.0
finest = max(of.shape[1] for of in features)
for label in range(labels):
    with tf.GradientTape(persistent=True) as tape:
        tape.watch(features)
        pooled = [tf.reduce_mean(of, axis=(1, 2)) for of in features]
        members = [logits(dense(f"network_{m}/head", of)) for m, of in enumerate(pooled)]
        own = [of[:, label] for of in members]
        ensemble = stacked(pooled, members)[:, label]
    parts = []
    for m, (member, of) in enumerate(zip(told["members"], features)):
        apart = difference(speaks(tape.gradient(own[m], of), of), member["maps"][label])
        print(f"{member['network']}, label {label}: {count} maps of {of.shape[1]} x {of.shape[2]} within {apart:.1e}")
        worst = max(worst, apart)
        parts.append(tf.image.resize(speaks(tape.gradient(ensemble, of), of), (finest, finest)))
    apart = difference(tf.add_n(parts), told["ensemble"][label])
    print(f"ensemble, label {label}: {count} maps of {finest} x {finest} within {apart:.1e}")
    worst = max(worst, apart)
sys.exit(0 if worst <= 1e-3 else f"expected at most 1e-3, found {worst:.1e}")
