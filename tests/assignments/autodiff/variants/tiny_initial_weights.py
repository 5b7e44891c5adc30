# /// variant
# why = "initialisation, sizes and rates of the comparison are free: with weights so small that two networks begin alike"
# ///
"""One hidden layer, whose weights begin at a thousandth."""

import numpy as np


def linear_init(self, in_features, out_features, rng):
    self.weight = Node(0.001 * rng.standard_normal((out_features, in_features)))
    self.bias = Node(np.zeros(out_features))


Linear.__init__ = linear_init


def compare_activations(x, y, x_val, y_val, seed):
    labels, labels_val = np.asarray(y), np.asarray(y_val)
    histories = {}
    for activation in ("relu", "sigmoid"):
        rng = np.random.default_rng(seed)
        model = MLP((x.shape[1], 64, int(labels.max()) + 1), rng, activation)
        optimizer = SGD(model.parameters(), lr=0.05, momentum=0.9)
        history = {"train_loss": [], "val_loss": [], "val_accuracy": []}
        for _ in range(8):
            history["train_loss"] += train(model, x, labels, rng, 1, 32, optimizer)["train_loss"]
            logits = model(x_val)
            history["val_loss"].append(cross_entropy(logits, labels_val).value.item())
            history["val_accuracy"].append(float(np.mean(logits.value.argmax(axis=1) == labels_val)))
        histories[activation] = history
    return histories
