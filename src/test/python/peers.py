"""What Benchmarks compares Stackwright with, in memory and with random weights; one line of JSON.

    python src/test/python/peers.py features keras|tflite NETWORK BATCH SIZE CALLS     # needs tensorflow and keras
    python src/test/python/peers.py step     keras        NETWORK BATCH SIZE CALLS
    python src/test/python/peers.py decode   tensorflow   FILE    0     SIZE CALLS

Features are pooled, of pixels from 0 to 255. A step is one of Adam on the whole network with two labels, batch norm frozen. Decoding ends with an image
of SIZE by SIZE, bilinear and antialiased. The median of some calls after three that do not count.
"""

import json
import os
import statistics
import sys
import time

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
import keras
import numpy as np
import tensorflow as tf

WARM_UP = 3
what, peer, subject = sys.argv[1:4]
batch, size, calls = map(int, sys.argv[4:7])
random = np.random.default_rng(0)


def network():
    classes = {"mobilenet-v2": "MobileNetV2", "mobilenet": "MobileNet", "inception-v3": "InceptionV3", "xception": "Xception"}
    make = getattr(keras.applications, classes[subject])
    base = make(include_top=False, weights=None, input_shape=(size, size, 3), pooling="avg")
    pixels = keras.Input((size, size, 3))
    scaled = pixels / 127.5 - 1  # as all four ask for it
    return base, keras.Model(pixels, base(scaled))


def keras_features():
    _, model = network()
    call = tf.function(lambda images: model(images, training=False))
    images = tf.constant(random.integers(0, 256, (batch, size, size, 3)).astype("float32"))
    return lambda: call(images).numpy()


def tflite_features():
    _, model = network()
    flat = tf.lite.TFLiteConverter.from_keras_model(model).convert()
    interpreter = tf.lite.Interpreter(model_content=flat, num_threads=os.cpu_count())
    place = interpreter.get_input_details()[0]["index"]
    images = random.integers(0, 256, (batch, size, size, 3)).astype("float32")
    interpreter.resize_tensor_input(place, images.shape)
    interpreter.allocate_tensors()

    def call():
        interpreter.set_tensor(place, images)
        interpreter.invoke()

    return call


def keras_step():
    base, model = network()
    for layer in base.layers:
        layer.trainable = not isinstance(layer, keras.layers.BatchNormalization)
    model = keras.Sequential([model, keras.layers.Dense(2)])
    optimizer = keras.optimizers.Adam(1e-4)
    optimizer.build(model.trainable_variables)
    images = tf.constant(random.integers(0, 256, (batch, size, size, 3)).astype("float32"))
    labels = tf.constant(random.integers(0, 2, batch))

    @tf.function
    def step():
        with tf.GradientTape() as tape:
            losses = tf.nn.sparse_softmax_cross_entropy_with_logits(labels, model(images, training=False))
            loss = tf.reduce_mean(losses)
        optimizer.apply(tape.gradient(loss, model.trainable_variables), model.trainable_variables)
        return loss

    return lambda: float(step())


def tensorflow_decode():
    encoded = tf.constant(open(subject, "rb").read())

    @tf.function
    def decode():
        image = tf.io.decode_jpeg(encoded, channels=3)
        return tf.image.resize(image, (size, size), antialias=True)

    return lambda: decode().numpy()


call = {
    ("features", "keras"): keras_features,
    ("features", "tflite"): tflite_features,
    ("step", "keras"): keras_step,
    ("decode", "tensorflow"): tensorflow_decode,
}[what, peer]()
times = []
for i in range(-WARM_UP, calls):
    start = time.perf_counter()
    call()
    if i >= 0:
        times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"peer": f"{peer}", "version": tf.__version__, "median_ms": round(statistics.median(times), 3), "min_ms": round(min(times), 3)}))
