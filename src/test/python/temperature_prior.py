"""Log-loss of validation photos after temperatures that were drawn towards 1 by m rows, with few photos to train on.

    python temperature_prior.py FEATURES-FOLDER ...

Each folder is one of those below features/ in the store, of two labels, with counts.json beside the features:
{"train": [n, n], "validation": [n, n]}, as `ensembles report` has them under data. Draws k photos of each label 25 times,
chooses C in five folds, fits a temperature to the out-of-fold logits, and scores the head of all the drawn photos.
Needs numpy, scipy and scikit-learn.
"""

import json
import sys

import numpy as np
from scipy.optimize import brentq
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

ROWS_BEFORE = [0, 1, 2, 5, 10, 20, 50, 1e9]
STRENGTHS = [0.001, 0.01, 0.1, 1, 10]


def softmax(z):
    e = np.exp(z - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def log_loss(z, y):
    z = z - z.max(1, keepdims=True)
    return np.mean(np.log(np.exp(z).sum(1)) - z[np.arange(len(y)), y])


def temperature(z, y, m):
    before = softmax(z)
    own = z[np.arange(len(y)), y]

    def slope(log_beta):
        p = softmax(np.exp(log_beta) * z)
        return np.sum((p * z).sum(1) - own) + m / len(y) * np.sum(((p - before) * z).sum(1))

    widest = np.log(20)
    if slope(-widest) >= 0:
        return 20.0
    return 0.05 if slope(widest) <= 0 else np.exp(-brentq(slope, -widest, widest))


def pair(z):
    return np.c_[-z / 2, z / 2]


def once(x, y, validation, truth, seed):
    best = None
    for c in STRENGTHS:
        z = np.zeros(len(y))
        for train, held_out in StratifiedKFold(5, shuffle=True, random_state=seed).split(x, y):
            z[held_out] = LogisticRegression(C=c, max_iter=200).fit(x[train], y[train]).decision_function(x[held_out])
        loss = log_loss(pair(z), y)
        if best is None or loss < best[0]:
            best = (loss, c, pair(z))
    head = LogisticRegression(C=best[1], max_iter=200).fit(x, y)
    z = pair(head.decision_function(validation))
    return [log_loss(z / temperature(best[2], y, m), truth) for m in ROWS_BEFORE]


def main():
    rng = np.random.default_rng(7)
    for folder in sys.argv[1:]:
        index = json.load(open(folder + "/index.json"))
        counts = json.load(open(folder + "/counts.json"))
        x = np.fromfile(folder + "/features.f32", "<f4").reshape(-1, index["channels"]).astype(float)
        n = index["trainingRows"]
        y = np.repeat([0, 1], counts["train"])
        truth = np.repeat([0, 1], counts["validation"])
        for k in (10, 20, 50, 120):
            losses = []
            for seed in range(25):
                rows = np.concatenate([rng.choice(np.where(y == c)[0], k, False) for c in (0, 1)])
                losses.append(once(x[rows], y[rows], x[n:], truth, seed))
            means = zip(ROWS_BEFORE, np.mean(losses, 0))
            print(folder.split("/")[-1], k, "of each:", "  ".join(f"m={m:g} {loss:.4f}" for m, loss in means), flush=True)


if __name__ == "__main__":
    main()
