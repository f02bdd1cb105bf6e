"""How far Keras is from itself: a golden's first gradients and the losses of its three Adam steps, computed again by Keras.

    python golden_noise.py GOLDEN.json formula_160
    python golden_noise.py GOLDEN.json real_224 WEIGHTS.h5

Needs tensorflow and keras. The order in which a kernel sums is its own affair; TF_ENABLE_ONEDNN_OPTS=0|1 and
THREADS=n choose between orders. Prints a line for each gradient's norm and for each step: golden, found, difference in
percent.
"""

import json
import os
import sys

import numpy as np

GOLDEN, CASE = sys.argv[1], sys.argv[2]
WEIGHTS = sys.argv[3] if len(sys.argv) > 3 else None

import keras  # noqa: E402
import tensorflow as tf  # noqa: E402

if "THREADS" in os.environ:
    tf.config.threading.set_intra_op_parallelism_threads(int(os.environ["THREADS"]))

NETWORKS = {
    "mobilenetv2": keras.applications.MobileNetV2,
    "mobilenet": keras.applications.MobileNet,
    "inceptionv3": keras.applications.InceptionV3,
    "xception": keras.applications.Xception,
}


def uniform(ordinal, count):
    """The golden's u, in [0, 1): see its formula_weights."""
    v = np.arange(count, dtype=np.uint64) * 2654435761 + (ordinal + 1) * 40503
    v &= 0xFFFFFFFF
    v ^= v >> np.uint64(16)
    v = (v * 2246822507) & 0xFFFFFFFF
    v ^= v >> np.uint64(13)
    v = (v * 3266489909) & 0xFFFFFFFF
    v ^= v >> np.uint64(16)
    return v.astype(np.float64) / 2.0**32


def by_formula(model, name):
    depth = 3 if name == "xception" else 6
    gain = 0.5 if name == "xception" else 1.0
    values = []
    for k, weight in enumerate(model.weights):
        shape = tuple(weight.shape)
        u = uniform(k, int(np.prod(shape)))
        layer = weight.path.split("/")[-2]
        role = weight.name
        if role == "gamma":
            value = gain * (0.9 + 0.2 * u)
        elif role in ("beta", "moving_mean"):
            value = (2 * u - 1) * 0.1
        elif role == "moving_variance":
            value = 0.75 + 0.5 * u
        elif role == "bias":
            value = (2 * u - 1) * 0.05
        elif role == "depthwise_kernel" or isinstance(model.get_layer(layer), keras.layers.DepthwiseConv2D):
            value = (2 * u - 1) * np.sqrt(depth / (shape[0] * shape[1]))
        else:
            value = (2 * u - 1) * np.sqrt(6 / np.prod(shape[:-1]))
        values.append(value.astype(np.float32).reshape(shape))
    return values


def main():
    with open(GOLDEN) as file:
        golden = json.load(file)
    name = golden["network"]
    size = int(CASE.split("_")[1])
    model = NETWORKS[name](include_top=False, weights=None, input_shape=(size, size, 3), pooling="avg")
    if WEIGHTS:
        model.load_weights(WEIGHTS)
    else:
        model.set_weights(by_formula(model, name))
    n, h, w, c = np.meshgrid(np.arange(2), np.arange(size), np.arange(size), np.arange(3), indexing="ij")
    x = tf.constant((2 * (0.5 + 0.5 * np.sin(0.1 * h + 0.2 * w + 0.3 * c + n)) - 1).astype(np.float32))
    channels = model.output_shape[-1]
    head = tf.Variable((((np.arange(channels) % 17) - 8) / (8 * np.sqrt(channels))).astype(np.float32)[:, None])
    bias = tf.Variable(np.float32(0.05))
    frozen = {"gamma", "beta", "moving_mean", "moving_variance"}
    weights = [v for v in model.weights if v.name not in frozen]
    trained = [v.value for v in weights] + [head, bias]
    first = [tf.Variable(tf.zeros_like(v)) for v in trained]
    second = [tf.Variable(tf.zeros_like(v)) for v in trained]

    def step(t):
        with tf.GradientTape() as tape:
            logit = tf.matmul(model(x, training=False), head)[:, 0] + bias
            loss = tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(labels=[0.0, 1.0], logits=logit))
        rate = 1e-4 * np.sqrt(1 - 0.999**t) / (1 - 0.9**t)
        gradients = tape.gradient(loss, trained)
        if t == 1:
            report(gradients)
        for v, m, s, g in zip(trained, first, second, gradients):
            m.assign(0.9 * m + 0.1 * g)
            s.assign(0.999 * s + 0.001 * g * g)
            v.assign_sub(rate * m / (tf.sqrt(s) + 1e-7))
        return float(loss)

    def report(gradients):
        figures = golden["golden"][CASE]
        expected = {"all": figures["grad_norm_all_trainable"]}
        expected |= {kernel: of["norm"] for kernel, of in figures["grad_norm_conv"].items()}
        found = {"all": tf.linalg.global_norm(gradients)}
        found |= {v.path.split("/", v.path.count("/") - 1)[-1]: tf.norm(g) for v, g in zip(weights, gradients)}
        for kernel, norm in expected.items():
            other = float(found[kernel])
            print(f"{name} {CASE} gradient {kernel}: golden {norm:.6g}, found {other:.6g}, {100 * (other / norm - 1):+.3f} %")

    for t, expected in enumerate(golden["golden"][CASE]["loss_before_and_after_adam_steps"]):
        found = step(t + 1)
        print(f"{name} {CASE} step {t}: golden {expected:.6f}, found {found:.6f}, {100 * (found / expected - 1):+.3f} %")


main()
