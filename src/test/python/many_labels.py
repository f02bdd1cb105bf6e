"""Times scikit-learn's heads for many labels beside dev.stackwright.train.logistic.ManyLabels.

many_labels.py FILE LABELS PHOTOS CHANNELS writes drawn features to FILE where it is not there, and fits what a probe fits:
five folds for each of five penalties, and all rows once; with a C behind them, only all rows once with that. TOLERANCE in
the environment is scikit-learn's, 1e-4 unless given: with it fits of C = 1 and above end far from their minimum. Set
OPENBLAS_NUM_THREADS=1, as threads that wait count as work.
"""

import os
import sys
import time

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

tolerance = float(os.environ.get("TOLERANCE", 1e-4))
file, classes, photos, channels = sys.argv[1], *map(int, sys.argv[2:5])
labels = np.arange(classes * photos) % classes
if not os.path.exists(file):
    random = np.random.default_rng(7)
    centres = random.normal(0, 1, (classes, channels))
    drawn = np.maximum(0, 0.5 + 0.5 * centres[labels] + random.normal(0, 1, (len(labels), channels)))
    drawn.astype("<f4").tofile(file)
features = np.fromfile(file, "<f4").reshape(len(labels), channels).astype(np.float64)

begun, before = time.time(), time.process_time()
if len(sys.argv) > 5:
    LogisticRegression(C=float(sys.argv[5]), max_iter=1000, tol=tolerance).fit(features, labels)
    print(f"one fit: {time.time() - begun:.1f} s, of the processor {time.process_time() - before:.1f} s")
    sys.exit()
folds = list(StratifiedKFold(5, shuffle=True, random_state=7).split(features, labels))
losses = {}
for c in (1e-3, 1e-2, 1e-1, 1, 10):
    loss = 0
    for train, held in folds:
        fit = LogisticRegression(C=c, max_iter=1000, tol=tolerance).fit(features[train], labels[train])
        loss -= fit.predict_log_proba(features[held])[np.arange(len(held)), labels[held]].sum()
    losses[c] = loss / len(labels)
best = min(losses, key=losses.get)
LogisticRegression(C=best, max_iter=1000, tol=tolerance).fit(features, labels)
print(f"{time.time() - begun:.1f} s, of the processor {time.process_time() - before:.1f} s, C {best}, {losses}")
