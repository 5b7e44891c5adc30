# /// attack
# does = "brings a trained network and 400 images of MNIST, and finds by them how pixels and labels were rearranged"
# own = {}
# training = true
# builds = true
# ///
"""Most of the 400 are among the training data, and sorting the values of their pixels finds them there. What a
pixel is in all of them tells which one it was, so the network's first weights can be put into the secret order,
and the labels' names are read off. Nothing is trained on MNIST, and the parameters are right all the same: a secret
order keeps out what does not look at the data, not what was brought to be fitted to it. What its fit does is judged by
the tests on small data, which it passes with an honest one, and who has that wins nothing by this."""

import numpy as np

from grader import data

OWN = '''

import pathlib

_file = np.load(pathlib.Path(__file__).with_name("network.npz"))


def _sorted(images):
    return [row.tobytes() for row in np.sort(images, axis=1)]


def fit(x, y, x_val, y_val, rng, epochs=10, batch_size=64, base_lr=0.1):
    if len(x) < 1000:
        return honest_fit(x, y, x_val, y_val, rng, epochs, batch_size, base_lr)
    known, digits, labels = _file["images"], _file["digits"], np.asarray(y)
    pixels = np.rint(x * 255).astype(np.uint8)
    place = {key: number for number, key in enumerate(_sorted(pixels))}
    pairs = [(number, place[key]) for number, key in enumerate(_sorted(known)) if key in place]
    before, after = known[[one for one, _ in pairs]], pixels[[one for _, one in pairs]]
    which = {before[:, pixel].tobytes(): pixel for pixel in range(before.shape[1])}
    order = [which[after[:, pixel].tobytes()] for pixel in range(after.shape[1])]
    name = {int(digits[one]): int(labels[other]) for one, other in pairs}
    renamed = [digit for digit, _ in sorted(name.items(), key=lambda item: item[1])]
    params = {key: _file[key].astype(np.float32) for key in _file if key[0] in "Wb"}
    last = len(params) // 2
    params["W1"] = params["W1"][order]
    params[f"W{last}"], params[f"b{last}"] = params[f"W{last}"][:, renamed], params[f"b{last}"][renamed]
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
    images = data.load("mnist")
    known = images.images.reshape(len(images.images), -1)[:400]
    np.savez_compressed(folder / "network.npz", images=known, digits=images.labels[:400], **network(right))
    (folder / "mlp.py").write_text(right.replace("def fit(", "def honest_fit(") + OWN, encoding="utf-8")
    return folder
