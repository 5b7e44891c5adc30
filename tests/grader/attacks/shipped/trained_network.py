# /// attack
# does = "brings a network that was trained at home, and answers with its parameters"
# own = { fit = ["failed"] }
# training = true
# builds = true
# ///
"""It knows digits with their pixels in the published order. In another order, and with other names, it guesses."""

import numpy as np

from grader import data

OWN = '''

import pathlib

_network = dict(np.load(pathlib.Path(__file__).with_name("network.npz")))


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    if len(x) < 1000:
        return honest_fit(x, y, x_val, y_val, rng, epochs, batch_size, base_lr)
    params = {key: value.astype(np.float32) for key, value in _network.items()}
    accuracy = float(np.mean(forward(params, x_val)[0].argmax(axis=1) == np.asarray(y_val)))
    return params, {"train_loss": [1.0] * epochs, "val_loss": [1.0] * epochs, "val_accuracy": [accuracy] * epochs}
'''


def network(right):
    """Trained by the model answer on MNIST as published."""
    names = {}
    exec(right, names)
    images = data.load("mnist")
    x = images.images.reshape(len(images.images), -1)[:30_000].astype(np.float32) / np.float32(255)
    y = images.labels[:30_000]
    return names["fit"](x, y, x[:500], y[:500], np.random.default_rng(0), epochs=4)[0]


def build(folder, right):
    np.savez_compressed(folder / "network.npz", **network(right))
    (folder / "mlp.py").write_text(right.replace("def fit(", "def honest_fit(") + OWN, encoding="utf-8")
    return folder
