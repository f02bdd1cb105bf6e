"""Writes src/test/resources/weights/*.h5 with h5py, which lays files out as Keras does: run in the project's folder.

The weights are those of KerasFile.network() in KerasH5Test: tensor k holds 1000 k, 1000 k + 1, …
"""

import h5py
import numpy as np

LAYERS = [
    ("input_1", []),
    ("conv", [("kernel", (3, 3, 3, 4))]),
    ("norm", [("gamma", (4,)), ("beta", (4,)), ("moving_mean", (4,)), ("moving_variance", (4,))]),
    ("activation_1", []),
    ("deep", [("depthwise_kernel", (3, 3, 4, 1))]),
    ("both", [("depthwise_kernel", (3, 3, 4, 1)), ("pointwise_kernel", (1, 1, 4, 2))]),
]


def write(path, text, dtype, **options):
    """text makes names as h5py is given them: bytes become fixed-length strings, str become strings of any length."""
    with h5py.File(path, "w") as file:
        file.attrs["layer_names"] = text([name for name, _ in LAYERS])
        k = 0
        for layer, weights in LAYERS:
            group = file.create_group(layer)
            group.attrs["weight_names"] = text([f"{layer}/{role}:0" for role, _ in weights])
            for role, shape in weights:
                values = (1000 * k + np.arange(np.prod(shape))).reshape(shape).astype(dtype)
                group.create_dataset(f"{layer}/{role}:0", data=values, **options)
                k += 1


folder = "src/test/resources/weights/"
write(folder + "fixed_names.h5", lambda names: [n.encode() for n in names], "float32")
write(folder + "deflated.h5", lambda names: names, "float32", compression="gzip", shuffle=True)
write(folder + "half.h5", lambda names: names, "float16")
