# /// variant
# why = "sizes, rates and the number of epochs are free"
# ///
"""Three epochs, one wide hidden layer, both networks side by side, plain gradient descent."""

import numpy as np


def compare_activations(x, y, x_val, y_val, seed):
    k = max(y) + 1
    histories = {name: dict(train_loss=[], val_loss=[], val_accuracy=[]) for name in ("sigmoid", "relu")}
    for name, h in histories.items():
        rng = np.random.default_rng([seed, len(name)])
        model = MLP([x.shape[1], 128, k], rng, name)
        sgd = SGD(list(model.parameters()), 0.2 if name == "relu" else 0.5)
        for epoch in range(6):
            h["train_loss"].extend(train(model, x, y, rng, 1, 16, sgd)["train_loss"])
            scores = np.concatenate([model(part).value for part in np.array_split(x_val, 3)])
            h["val_loss"].append(cross_entropy(Node(scores), y_val).value)
            h["val_accuracy"].append(np.mean(np.argmax(scores, axis=1) == y_val))
        for key in h:
            h[key] = np.array(h[key]).reshape(-1)
    return histories
