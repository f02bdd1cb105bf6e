"""Repeats in Keras the steps that dev.stackwright.bench.ArticleLosses wrote, and prints both losses side by side.

    python article_losses.py LOSSES.json PHOTOS WEIGHTS

LOSSES.json as the Java program wrote it, PHOTOS the same folder, WEIGHTS the folder with Keras' files. Needs TensorFlow
and Keras.
"""
import json
import os
import sys

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"
import keras
import numpy as np
import tensorflow as tf

NETWORKS = {
    "mobilenet-v2": (keras.applications.MobileNetV2, "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"),
    "mobilenet": (keras.applications.MobileNet, "mobilenet_1_0_224_tf_no_top.h5"),
}
told = json.load(open(sys.argv[1]))
photos, weights = sys.argv[2], sys.argv[3]
make, file = NETWORKS[told["network"]]


def pixels(path):
    image = tf.io.decode_image(tf.io.read_file(path), channels=3, expand_animations=False)
    image = tf.image.resize(image, (224, 224), antialias=True)
    return tf.round(tf.clip_by_value(image, 0, 255)) / 127.5 - 1


def losses(outputs):
    base = make(include_top=False, weights=None, input_shape=(224, 224, 3), pooling="avg")
    base.load_weights(os.path.join(weights, file))
    base.trainable = True
    n = base.output_shape[-1]
    dense = keras.layers.Dense(outputs)
    model = keras.Sequential([base, dense])
    model.build((None, 224, 224, 3))
    kernel = np.zeros((n, outputs), "float32")
    kernel[:, -1] = ((np.arange(n) % 17) - 8) / (8 * np.sqrt(n))
    bias = np.zeros(outputs, "float32")
    bias[-1] = 0.05
    dense.set_weights([kernel, bias])
    adam = keras.optimizers.Adam(1e-4)
    found = []
    for files, labels in zip(told["files"], told["labels"]):
        x = tf.stack([pixels(os.path.join(photos, f)) for f in files])
        y = tf.constant(labels)
        with tf.GradientTape() as tape:
            z = model(x, training=True)
            if outputs == 1:
                loss = tf.nn.sigmoid_cross_entropy_with_logits(tf.cast(y[:, None], tf.float32), z)
            else:
                loss = tf.nn.sparse_softmax_cross_entropy_with_logits(y, z)
            loss = tf.reduce_mean(loss)
        adam.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        found.append(float(loss))
    return found


pair, single = losses(2), losses(1)
print(told["network"])
print("step  stackwright  Keras Dense(2)  Keras Dense(1)")
for i, (a, b, c) in enumerate(zip(told["losses"], pair, single), 1):
    print(f"{i:4d}  {a:11.5f}  {b:14.5f}  {c:14.5f}")
