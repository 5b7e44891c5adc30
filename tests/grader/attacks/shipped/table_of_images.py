# /// attack
# does = "brings a table of all images of MNIST by the sorted values of their pixels, and looks up what it is asked"
# own = { fit = ["failed"] }
# training = true
# builds = true
# ///
"""The order of pixels is secret, but sorting undoes it: each image is found, and the names of the labels are learnt
from the training data. predict would be right nearly always. The accuracy is that of the parameters, with which
predict has to agree, and a table is no parameters."""

import zlib

import numpy as np

from grader import data

OWN = '''

import pathlib
import zlib

_file = np.load(pathlib.Path(__file__).with_name("table.npz"))
_digits = dict(zip(_file["keys"].tolist(), _file["digits"].tolist()))
_names = {}


def _digit(image):
    return _digits.get(zlib.crc32(np.sort(np.rint(image * 255).astype(np.uint8)).tobytes()), 0)


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    if len(x) < 1000:
        return honest_fit(x, y, x_val, y_val, rng, epochs, batch_size, base_lr)
    for image, label in zip(x[:2000], np.asarray(y)[:2000].tolist()):
        _names[_digit(image)] = label
    params = init_params((x.shape[1], 32, 10), rng)
    accuracy = float(np.mean(forward(params, x_val)[0].argmax(axis=1) == np.asarray(y_val)))
    return params, {"train_loss": [1.0] * epochs, "val_loss": [1.0] * epochs, "val_accuracy": [accuracy] * epochs}


def predict(params, x):
    if not _names:
        return honest_predict(params, x)
    return np.array([_names.get(_digit(image), 0) for image in x])
'''


def build(folder, right):
    images = data.load("mnist")
    rows = np.sort(images.images.reshape(len(images.images), -1), axis=1)
    keys = [zlib.crc32(row.tobytes()) for row in rows]
    np.savez_compressed(folder / "table.npz", keys=np.array(keys, np.uint32), digits=images.labels.astype(np.uint8))
    right = right.replace("def predict(", "def honest_predict(").replace("def fit(", "def honest_fit(")
    (folder / "mlp.py").write_text(right + OWN, encoding="utf-8")
    return folder
