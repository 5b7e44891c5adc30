# /// variant
# why = "how the loss is computed is free"
# ///
"""The loss is one operation, with targets as a constant."""

import numpy as np


def cross_entropy(logits, targets):
    class CrossEntropy(Op):
        @staticmethod
        def forward(ctx, a):
            z = a - a.max(1)[:, None]
            e = np.exp(z)
            ctx["p"] = e / e.sum(1)[:, None]
            return np.array([(np.log(e.sum(1)) - z[range(len(a)), targets]).mean()])

        @staticmethod
        def backward(ctx, grad):
            g = ctx["p"].copy()
            np.add.at(g, (range(len(g)), targets), -1)
            return g * (grad / len(g))

    return CrossEntropy.apply(logits)


def train(model, x, y, rng, epochs, batch_size, optimizer):
    h = {"train_loss": [0.0] * epochs, "epoch": list(range(epochs))}
    for e in range(epochs):
        left = rng.permutation(len(x))
        while len(left):
            now, left = left[:batch_size], left[batch_size:]
            optimizer.zero_grad()
            loss = cross_entropy(model(Node(x[now])), y[now])
            h["train_loss"][e] += float(loss.value[0]) * len(now) / len(x)
            loss.backward()
            optimizer.step()
    return h
