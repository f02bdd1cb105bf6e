"""Eight steps as the article trains, by Keras: the figures that ArticleStepsTest compares ours with.

    python article_steps.py [--float64 | --one-thread] DATASET.zip WEIGHTS SIZE FOLDER [NETWORK ...]
    python article_steps.py --compare A.json B.json                   how far two of them are from each other

For example cats-dogs.zip weights 96 /tmp/steps. Writes FOLDER/photos.u8, which both sides read, and for MobileNetV2,
InceptionV3 and Xception, or those that are named, FOLDER/keras-NETWORK.json, or keras64 and keras1 with an option; the test
wants all three. WEIGHTS is the folder of Keras' files. Needs tensorflow, keras and pillow. Batch norm in training mode, Dense(1)
on pooled features, binary cross-entropy from logits, Adam 1e-4, eight batches of 32. TF_ENABLE_ONEDNN_OPTS=0|1 chooses between
kernels. A file has the losses, the loss of the first batch in inference mode after the last step, the first step's gradient by
each variable, and how far each moving statistic has moved: of both the norm, and the sum of each value times the cosine of its
index.
"""

import argparse
import json
import os

import numpy as np

STEPS, BATCH = 8, 32

FILES = {
    "mobilenet-v2": "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5",
    "inception-v3": "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5",
    "xception": "xception_weights_tf_dim_ordering_tf_kernels_notop.h5",
}


def write_photos(dataset, size, out):
    """uint8, one photo after the other: the first 128 training photos of each label by name, labels by turns."""
    import io
    import zipfile

    from PIL import Image

    with zipfile.ZipFile(dataset) as zipped:
        names = sorted(n for n in zipped.namelist() if "/train/" in n and not n.endswith("/"))
        folders = sorted({n.rsplit("/", 1)[0] for n in names})
        each = STEPS * BATCH // len(folders)
        of = [[n for n in names if n.startswith(folder + "/")][:each] for folder in folders]
        with open(out, "wb") as file:
            for name in (n for turn in zip(*of) for n in turn):
                image = Image.open(io.BytesIO(zipped.read(name))).convert("RGB").resize((size, size))
                file.write(np.asarray(image, np.uint8).tobytes())


def labels():
    return (np.arange(BATCH) % 2)[:, None]


def figures(values):
    values = values.astype(np.float64).ravel()
    return [float(f"{f:.7g}") for f in (np.linalg.norm(values), np.cos(np.arange(values.size)) @ values)]


def steps(name, size, photos, weights):
    import keras
    import tensorflow as tf

    networks = {
        "mobilenet-v2": keras.applications.MobileNetV2,
        "inception-v3": keras.applications.InceptionV3,
        "xception": keras.applications.Xception,
    }
    keras.backend.clear_session()  # or layers without a name go on counting
    base = networks[name](include_top=False, weights=None, input_shape=(size, size, 3), pooling="avg")
    base.load_weights(weights)
    base.trainable = True
    channels = base.output_shape[-1]
    dense = keras.layers.Dense(1, name="head")
    model = keras.Sequential([base, dense])
    model.build((None, size, size, 3))
    dense.set_weights([(((np.arange(channels) % 17) - 8) / (8 * np.sqrt(channels))).astype("float32")[:, None],
                       np.array([0.05], "float32")])
    adam = keras.optimizers.Adam(1e-4)
    adam.build(model.trainable_variables)
    images = np.fromfile(photos, np.uint8).reshape((STEPS, BATCH, size, size, 3))
    moving = [v for v in base.weights if "moving" in v.name]
    before = [v.numpy() for v in moving]
    y = tf.constant(labels(), keras.config.floatx())

    def loss_of(x, training):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, model(x, training=training)))

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            loss = loss_of(x, True)
        gradients = tape.gradient(loss, model.trainable_variables)
        adam.apply(gradients, model.trainable_variables)
        return loss, gradients

    def batch(t):
        return tf.constant((images[t].astype(np.float64) / 127.5 - 1).astype(keras.config.floatx()))

    found = [step(batch(t)) for t in range(STEPS)]
    inference = loss_of(batch(0), False)
    gradients = {v.path.split("/", v.path.count("/") - 1)[-1]: g.numpy()
                 for v, g in zip(model.trainable_variables, found[0][1])}
    return {
        "network": name,
        "size": size,
        "losses": [float(loss) for loss, _ in found],
        "inferenceLoss": float(inference),
        "gradients": {name: figures(value) for name, value in gradients.items()},
        "moved": [figures(v.numpy().astype(np.float64) - b) for v, b in zip(moving, before)],
    }


def off(a, b):
    """Of norm and projection, as a share of the norm."""
    return max(abs(a[0] - b[0]), abs(a[1] - b[1])) / b[0]


def compare(a, b):
    losses = [abs(x / y - 1) for x, y in zip(a["losses"], b["losses"])]
    gradients = sorted((off(a["gradients"][name], found), name) for name, found in b["gradients"].items())
    movements = [off(x, y) for x, y in zip(a["moved"], b["moved"])]
    print(f"{a['network']} {a['size']}: losses {' '.join(f'{x:.0e}' for x in losses)}, "
          f"inference loss {abs(a['inferenceLoss'] / b['inferenceLoss'] - 1):.1e}, "
          f"gradients {gradients[len(gradients) // 2][0]:.1e} median, {gradients[-1][0]:.1e} most ({gradients[-1][1]}), "
          f"moved means {max(movements[0::2]):.1e}, variances {max(movements[1::2]):.1e}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--compare", nargs=2)
    parser.add_argument("--float64", action="store_true")
    parser.add_argument("--one-thread", action="store_true")
    parser.add_argument("paths", nargs="*")
    given = parser.parse_args()
    if given.compare:
        compare(*(json.load(open(path)) for path in given.compare))
        return
    dataset, weights, size, folder, *names = given.paths
    called = "keras"
    if given.float64:
        import keras

        keras.config.set_floatx("float64")
        called = "keras64"
    if given.one_thread:
        import tensorflow as tf

        tf.config.threading.set_intra_op_parallelism_threads(1)
        called = "keras1"
    os.makedirs(folder, exist_ok=True)
    photos = os.path.join(folder, "photos.u8")
    write_photos(dataset, int(size), photos)
    for name in names or FILES:
        result = steps(name, int(size), photos, os.path.join(weights, FILES[name]))
        with open(os.path.join(folder, f"{called}-{name}.json"), "w") as file:
            json.dump(result, file, separators=(", ", ": "))
            file.write("\n")
        print(name, result["losses"], result["inferenceLoss"], flush=True)


main()
