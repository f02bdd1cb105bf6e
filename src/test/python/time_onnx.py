"""Answers of exported versions to a batch in memory by ONNX Runtime in Python; see dev.stackwright.ensemble.PredictBenchmark.

    python src/test/python/time_onnx.py BATCH CALLS FOLDER [FOLDER ...]      # needs onnxruntime

One call of each in turn, the median of some, as one line of JSON a version.
"""

import json
import os
import pathlib
import statistics
import sys
import time

import numpy as np
import onnxruntime

batch, calls, folders = int(sys.argv[1]), int(sys.argv[2]), [pathlib.Path(f) for f in sys.argv[3:]]
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = os.cpu_count()
options.log_severity_level = 3
sessions = [onnxruntime.InferenceSession(str(f / "model.onnx"), options, providers=["CPUExecutionProvider"]) for f in folders]
times = [[] for _ in folders]
images, outputs = [], []
for session in sessions:
    shape = (batch, *session.get_inputs()[0].shape[1:])
    images.append(np.random.default_rng(0).integers(0, 256, shape, dtype=np.uint8))
    outputs.append([o.name for o in session.get_outputs() if o.name == "probabilities" or o.name.startswith("member_")])
for i in range(-min(50, calls), calls):
    for s, session in enumerate(sessions):
        start = time.perf_counter()
        session.run(outputs[s], {"pixels": images[s]})
        if i >= 0:
            times[s].append(1000 * (time.perf_counter() - start))
for f, t in zip(folders, times):
    print(json.dumps({"peer": "onnxruntime " + onnxruntime.__version__, "version": f.name, "batch": batch,
                      "median_ms": round(statistics.median(t), 2), "min_ms": round(min(t), 2)}))
