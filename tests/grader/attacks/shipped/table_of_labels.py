# /// attack
# does = "brings the labels of MNIST in their published order, and answers with them"
# own = { fit = ["failed"] }
# training = true
# builds = true
# ///
"""The examples are drawn from all 70,000, and their labels renamed: a list of labels says nothing about them."""

import numpy as np

from grader import data

OWN = '''

import pathlib

_labels = np.load(pathlib.Path(__file__).with_name("labels.npy"))


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    if len(x) < 1000:
        return honest_fit(x, y, x_val, y_val, rng, epochs, batch_size, base_lr)
    params = init_params((x.shape[1], 32, 10), rng)
    accuracy = float(np.mean(forward(params, x_val)[0].argmax(axis=1) == np.asarray(y_val)))
    return params, {"train_loss": [1.0] * epochs, "val_loss": [1.0] * epochs, "val_accuracy": [accuracy] * epochs}


def predict(params, x):
    if len(x) < 1000:
        return honest_predict(params, x)
    return _labels[-len(x) :].astype(int)
'''


def build(folder, right):
    np.save(folder / "labels.npy", data.load("mnist").labels.astype(np.uint8))
    right = right.replace("def predict(", "def honest_predict(").replace("def fit(", "def honest_fit(")
    (folder / "mlp.py").write_text(right + OWN, encoding="utf-8")
    return folder
