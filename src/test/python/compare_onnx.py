"""Compares a published version's model.onnx with its SavedModel and with Keras on real photos.

    stackwright ensembles export NAME FOLDER                                          # as often as there are ensembles
    python src/test/python/compare_onnx.py WEIGHTS PHOTOS.zip FOLDER [FOLDER ...]     # needs tensorflow, keras, onnx,
                                                                                      # onnxruntime, pillow

Every model passes ONNX' checker and runs in ONNX Runtime for Python. Its features are compared with those that Keras
computes from the published weights (1e-4 of the row's maximum), its probabilities with the SavedModel's (1e-4, the same
labels). A mirrored input and swapped weights have to be noticed. Fails where one of it is not so.
"""

import io
import json
import pathlib
import sys
import zipfile

import keras
import numpy as np
import onnx
import onnxruntime
import tensorflow as tf
from PIL import Image

PHOTOS = 16
LEAST = 1e-4
NETWORKS = {
    "mobilenet-v2": (keras.applications.MobileNetV2, "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5"),
    "mobilenet": (keras.applications.MobileNet, "mobilenet_1_0_224_tf_no_top.h5"),
    "inception-v3": (keras.applications.InceptionV3, "inception_v3_weights_tf_dim_ordering_tf_kernels_notop.h5"),
    "xception": (keras.applications.Xception, "xception_weights_tf_dim_ordering_tf_kernels_notop.h5"),
}


def photos(path, size):
    """Every n-th photo of a zip, uint8 [PHOTOS, size, size, 3]."""
    with zipfile.ZipFile(path) as archive:
        names = sorted(n for n in archive.namelist() if n.lower().endswith((".jpg", ".jpeg", ".png")))
        chosen = names[:: max(1, len(names) // PHOTOS)][:PHOTOS]
        images = [Image.open(io.BytesIO(archive.read(n))).convert("RGB").resize((size, size)) for n in chosen]
    return np.stack([np.asarray(i, dtype=np.uint8) for i in images])


def keras_features(weights, network, pixels):
    make, file = NETWORKS[network]
    size = pixels.shape[1]
    model = make(include_top=False, weights=None, input_shape=(size, size, 3), pooling="avg")
    model.load_weights(pathlib.Path(weights) / file)
    return model.predict(pixels.astype(np.float32) / 127.5 - 1, verbose=0)


def session(model):
    return onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])


def with_features(model, members):
    """The same model with each member's pooled features as outputs, too."""
    opened = onnx.ModelProto()
    opened.CopyFrom(model)
    for m in range(members):
        opened.graph.output.append(onnx.helper.make_tensor_value_info(f"network_{m}/features", onnx.TensorProto.FLOAT, None))
    return opened


def with_swapped_weights(model):
    """The same model with two different channels of one kernel exchanged."""
    changed = onnx.ModelProto()
    changed.CopyFrom(model)
    kernel = next(t for t in changed.graph.initializer if len(t.dims) == 4 and t.dims[0] > 8)
    values = onnx.numpy_helper.to_array(kernel).copy()
    values[[0, 1]] = values[[1, 0]]
    kernel.CopyFrom(onnx.numpy_helper.from_array(values, kernel.name))
    return changed


def of_row(found, expected):
    return float((np.abs(found - expected).max(axis=1) / np.abs(expected).max(axis=1)).max())


def compare(weights, archive, folder):
    folder = pathlib.Path(folder)
    manifest = json.loads((folder / "manifest.json").read_text())
    members = [m["network"] for m in manifest["members"]]
    path = next(folder.rglob("model.onnx"))
    onnx.checker.check_model(str(path), full_check=True)
    model = onnx.load(str(path))
    runtime = session(with_features(model, len(members)))
    names = [o.name for o in runtime.get_outputs()]
    size = runtime.get_inputs()[0].shape[1]
    pixels = photos(archive, size)
    found = dict(zip(names, runtime.run(None, {"pixels": pixels})))
    served = tf.saved_model.load(str(next(folder.rglob("saved_model.pb")).parent)).signatures["serving_default"]
    expected = {k: v.numpy() for k, v in served(pixels=tf.constant(pixels)).items()}

    faults = []
    apart = max(float(np.abs(found[n] - expected[n]).max()) for n in expected if n == "probabilities" or n.startswith("member_"))
    same = bool((found["probabilities"].argmax(1) == expected["probabilities"].argmax(1)).all())
    if apart > LEAST or not same:
        faults.append(f"probabilities are {apart:.1e} apart")
    # a mirrored photo and a model with two channels exchanged answer differently, far beyond what is allowed
    mirrored = runtime.run(["probabilities"], {"pixels": np.ascontiguousarray(pixels[:, :, ::-1])})[0]
    swapped = session(with_swapped_weights(model)).run(["probabilities"], {"pixels": pixels})[0]
    seen = [float(np.abs(p - expected["probabilities"]).max()) for p in (mirrored, swapped)]
    if min(seen) < 10 * LEAST:
        faults.append("a mirrored input or swapped weights are not noticed")
    print(f"{folder.name}: opset {model.opset_import[0].version}, checked; probabilities {apart:.1e} apart, the same labels:"
          f" {same}; mirrored {seen[0]:.1e}, swapped {seen[1]:.1e}")
    for m, network in enumerate(members):
        features = found[f"network_{m}/features"]
        reference = keras_features(weights, network, pixels)
        apart = of_row(features, reference)
        turned = of_row(features, keras_features(weights, network, pixels[:, :, ::-1]))
        print(f"  {network}: features {apart:.1e} of the row's maximum from Keras', mirrored {turned:.1e}")
        if apart > LEAST or turned < 10 * LEAST:
            faults.append(f"features of {network}")
    return [f"{folder.name}: {f}" for f in faults]


if __name__ == "__main__":
    found = [fault for folder in sys.argv[3:] for fault in compare(sys.argv[1], sys.argv[2], folder)]
    sys.exit("; ".join(found) if found else 0)
