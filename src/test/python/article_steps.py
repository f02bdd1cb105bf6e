"""Eight steps as the article trains, by Keras: the figures that ArticleStepsTest compares ours with.

    python article_steps.py DATASET.zip WEIGHTS SIZE FOLDER [NETWORK ...]      e.g. cats-dogs.zip weights 96 /tmp/steps
    python article_steps.py --compare A.json B.json                            how far two of them are from each other

Writes FOLDER/photos.u8, which both sides read, and FOLDER/keras-NETWORK.json for MobileNetV2, InceptionV3 and Xception, or
those that are named; WEIGHTS is the folder of Keras' files. Needs tensorflow, keras and pillow. Batch norm in training mode,
Dense(1) on pooled features, binary cross-entropy from logits, Adam 1e-4, eight batches of 32. TF_ENABLE_ONEDNN_OPTS=0|1
chooses between kernels. A file has each step's loss and gradient norm, the loss of the first batch in inference mode after
the last step, and how far each moving statistic has moved: the norm, and the sum of each value's movement times the cosine of
its index.
"""

import json
import os
import sys

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
    return (np.arange(BATCH) % 2).astype(np.float32)[:, None]


def steps(name, size, photos, weights):
    import keras
    import tensorflow as tf

    networks = {
        "mobilenet-v2": keras.applications.MobileNetV2,
        "inception-v3": keras.applications.InceptionV3,
        "xception": keras.applications.Xception,
    }
    base = networks[name](include_top=False, weights=None, input_shape=(size, size, 3), pooling="avg")
    base.load_weights(weights)
    base.trainable = True
    channels = base.output_shape[-1]
    dense = keras.layers.Dense(1)
    model = keras.Sequential([base, dense])
    model.build((None, size, size, 3))
    dense.set_weights([(((np.arange(channels) % 17) - 8) / (8 * np.sqrt(channels))).astype("float32")[:, None],
                       np.array([0.05], "float32")])
    adam = keras.optimizers.Adam(1e-4)
    adam.build(model.trainable_variables)
    images = np.fromfile(photos, np.uint8).reshape((STEPS, BATCH, size, size, 3))
    moving = [v for v in base.weights if "moving" in v.name]
    before = [v.numpy() for v in moving]
    y = tf.constant(labels())

    def loss_of(x, training):
        return tf.reduce_mean(tf.nn.sigmoid_cross_entropy_with_logits(y, model(x, training=training)))

    @tf.function
    def step(x):
        with tf.GradientTape() as tape:
            loss = loss_of(x, True)
        gradients = tape.gradient(loss, model.trainable_variables)
        adam.apply(gradients, model.trainable_variables)
        return loss, tf.linalg.global_norm(gradients)

    found = [step(tf.constant(images[t], tf.float32) / 127.5 - 1) for t in range(STEPS)]
    inference = loss_of(tf.constant(images[0], tf.float32) / 127.5 - 1, False)
    moved = [v.numpy().astype(np.float64) - b for v, b in zip(moving, before)]
    return {
        "network": name,
        "size": size,
        "losses": [float(loss) for loss, _ in found],
        "gradientNorms": [float(norm) for _, norm in found],
        "inferenceLoss": float(inference),
        "moved": [[float(f"{np.linalg.norm(m):.7g}"), float(f"{np.cos(np.arange(m.size)) @ m:.7g}")] for m in moved],
    }


def compare(a, b):
    def worst(key):
        # ours have no norms of gradients, which nothing is clipped by
        return max((abs(x / y - 1) for x, y in zip(a.get(key, []), b.get(key, []))), default=float("nan"))

    means, variances = a["moved"][0::2], a["moved"][1::2]
    norms = [abs(x[0] / y[0] - 1) for x, y in zip(a["moved"], b["moved"])]
    print(f"{a['network']} {a['size']}: losses {worst('losses'):.2e}, gradient norms {worst('gradientNorms'):.2e}, "
          f"inference loss {abs(a['inferenceLoss'] / b['inferenceLoss'] - 1):.2e}, moved means {max(norms[0::2]):.2e}, "
          f"variances {max(norms[1::2]):.2e} ({len(means)} + {len(variances)})")


def main():
    if sys.argv[1] == "--compare":
        compare(*(json.load(open(path)) for path in sys.argv[2:4]))
        return
    dataset, weights, size, folder, *names = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    photos = os.path.join(folder, "photos.u8")
    write_photos(dataset, int(size), photos)
    for name in names or FILES:
        result = steps(name, int(size), photos, os.path.join(weights, FILES[name]))
        with open(os.path.join(folder, f"keras-{name}.json"), "w") as out:
            json.dump(result, out, separators=(", ", ": "))
            out.write("\n")
        print(name, result["losses"], result["inferenceLoss"])


main()
