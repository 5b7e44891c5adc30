# %% [markdown]
# # Two moons
#
# Two half circles of points that reach into each other, and two classifiers that tell them apart: a perceptron, which
# can only draw a straight line, and a network with hidden layers, which can bend it. Every row of `x`, (N, 2), is a
# point; `y` holds N labels, 0 or 1. Both classifiers end in one logit a point, and a sigmoid makes a probability of
# class 1 of it.
#
# README.md says precisely what each class and function must do.

# %%
from collections.abc import Sequence
from itertools import pairwise
from typing import Any, Literal, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[Any]
Floats = NDArray[np.floating[Any]]
Params = dict[str, Floats]
Activation = Literal["relu", "sigmoid"]


class Classifier(Protocol):
    """What both classifiers, and whatever `decision_grid` is given, can do."""

    def predict_proba(self, x: Floats) -> Floats: ...


### BEGIN SOLUTION
class Trainable(Protocol):
    """What `descend` moves."""

    params: Params

    def gradients(self, x: Floats, y: ArrayLike) -> Params: ...


def sigmoid(z: Floats) -> Floats:
    r"""$\sigma(z) = 1 / (1 + e^{-z})$, written with $e^{-|z|}$ alone: no exponent is above 0, so nothing overflows."""
    small = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, 1, small) / (1 + small))


def binary_cross_entropy(logits: Floats, y: ArrayLike) -> float:
    r"""The mean of $-\log \sigma(z)$ where $y = 1$, and of $-\log (1 - \sigma(z))$ where $y = 0$, from the logits $z$.

    Both are $\log(1 + e^{-s z})$ with $s = \pm 1$, or $\max(0, -s z) + \log(1 + e^{-|z|})$: finite for any $z$.
    """
    wrong = np.where(np.asarray(y) == 1, -logits, logits)
    return float(np.mean(np.maximum(wrong, 0) + np.log1p(np.exp(-np.abs(logits)))))


def descend(model: Trainable, x: Floats, y: ArrayLike, epochs: int, lr: float) -> None:
    """Gradient descent with all examples as one batch: each epoch is one step."""
    for _ in range(epochs):
        grads = model.gradients(x, y)
        model.params = {name: value - lr * grads[name] for name, value in model.params.items()}


### END SOLUTION

# %% [markdown]
# ## The perceptron


# %%
class Perceptron:
    """A straight line: one layer, from two coordinates to one logit."""

    params: Params

    def __init__(self, rng: np.random.Generator) -> None:
        """Draw initial parameters, `{"W1": (2, 1), "b1": (1,)}`."""
        ### BEGIN SOLUTION
        self.params = {"W1": rng.normal(0, 0.1, (2, 1)), "b1": np.zeros(1)}
        ### END SOLUTION

    def predict_proba(self, x: Floats) -> Floats:
        r"""The probability of class 1 for each point, $\sigma(x W_1 + b_1)$: (N, 2) → (N,)."""
        ### BEGIN SOLUTION
        return sigmoid(self._logits(x))
        ### END SOLUTION

    def predict(self, x: Floats) -> Array:
        """The more probable class of each point, 0 or 1: (N, 2) → (N,) integers."""
        ### BEGIN SOLUTION
        return np.asarray(self._logits(x) > 0).astype(int)
        ### END SOLUTION

    def loss(self, x: Floats, y: ArrayLike) -> float:
        """The mean binary cross-entropy of the points `x` and their labels `y`."""
        ### BEGIN SOLUTION
        return binary_cross_entropy(self._logits(x), y)
        ### END SOLUTION

    def gradients(self, x: Floats, y: ArrayLike) -> Params:
        r"""The gradient of `loss` with respect to every parameter: keys and shapes of `params`.

        The derivatives of loss and sigmoid cancel to $\delta_n = \partial E / \partial z_n = (\sigma(z_n) - y_n) / N$,
        so that $\partial E / \partial W_1 = x^\top \delta$ and $\partial E / \partial b_1 = \sum_n \delta_n$.
        """
        ### BEGIN SOLUTION
        delta = ((self.predict_proba(x) - np.asarray(y)) / len(x))[:, np.newaxis]
        return {"W1": x.T @ delta, "b1": delta.sum(axis=0)}
        ### END SOLUTION

    def fit(self, x: Floats, y: ArrayLike, epochs: int, lr: float) -> None:
        """Train on the points `x` and their labels `y` from where the parameters are: gradient descent at rate `lr`."""
        ### BEGIN SOLUTION
        descend(self, x, y, epochs, lr)
        ### END SOLUTION

    ### BEGIN SOLUTION
    def _logits(self, x: Floats) -> Floats:
        return np.asarray(x @ self.params["W1"] + self.params["b1"])[:, 0]

    ### END SOLUTION


# %% [markdown]
# ## The multilayer perceptron


# %%
class MLPClassifier:
    """Hidden layers of ReLU or sigmoid units between the two coordinates and the logit."""

    params: Params

    def __init__(self, hidden: Sequence[int], activation: Activation, rng: np.random.Generator) -> None:
        r"""Draw initial parameters for hidden layers of the sizes `hidden`.

        With `hidden` [16, 8] they are W1 (2, 16), b1 (16,), W2 (16, 8), b2 (8,), W3 (8, 1) and b3 (1,). Weights are
        normal with variance $2 / \text{fan-in}$ (He et al., 2015). A sigmoid's slope is at most 1/4, and small weights
        would leave a network of them at a straight line for long: they get twice the spread.
        """
        ### BEGIN SOLUTION
        self.activation = activation
        gain = np.sqrt(2.0) if activation == "relu" else 2 * np.sqrt(2.0)
        self.params = {}
        for layer, (fan_in, fan_out) in enumerate(pairwise((2, *hidden, 1)), start=1):
            self.params[f"W{layer}"] = rng.normal(0, gain / np.sqrt(fan_in), (fan_in, fan_out))
            self.params[f"b{layer}"] = np.zeros(fan_out)
        ### END SOLUTION

    def predict_proba(self, x: Floats) -> Floats:
        r"""The probability of class 1 for each point: (N, 2) → (N,).

        $$h_0 = x, \qquad h_l = \varphi(h_{l-1} W_l + b_l) \text{ for } l < L, \qquad p = \sigma(h_{L-1} W_L + b_L)$$
        """
        ### BEGIN SOLUTION
        return sigmoid(self._forward(x)[1])
        ### END SOLUTION

    def predict(self, x: Floats) -> Array:
        """The more probable class of each point, 0 or 1: (N, 2) → (N,) integers."""
        ### BEGIN SOLUTION
        return np.asarray(self._forward(x)[1] > 0).astype(int)
        ### END SOLUTION

    def loss(self, x: Floats, y: ArrayLike) -> float:
        """The mean binary cross-entropy of the points `x` and their labels `y`."""
        ### BEGIN SOLUTION
        return binary_cross_entropy(self._forward(x)[1], y)
        ### END SOLUTION

    def gradients(self, x: Floats, y: ArrayLike) -> Params:
        r"""The gradient of `loss` with respect to every parameter: keys and shapes of `params`.

        With $\delta_l = \partial E / \partial z_l$ and $z_l = h_{l-1} W_l + b_l$:

        $$\delta_L = \tfrac{1}{N} (p - y), \qquad \frac{\partial E}{\partial W_l} = h_{l-1}^\top \delta_l, \qquad
          \frac{\partial E}{\partial b_l} = \sum_n \delta_{l,n}, \qquad
          \delta_{l-1} = (\delta_l W_l^\top) \odot \varphi'(z_{l-1})$$

        Both derivatives can be told from the activation $h$ itself: $[h > 0]$ for ReLU, $h (1 - h)$ for the sigmoid.
        """
        ### BEGIN SOLUTION
        inputs, logits = self._forward(x)
        delta = ((sigmoid(logits) - np.asarray(y)) / len(x))[:, np.newaxis]
        grads: Params = {}
        for layer in range(len(inputs), 0, -1):
            below = inputs[layer - 1]
            grads[f"W{layer}"] = below.T @ delta
            grads[f"b{layer}"] = delta.sum(axis=0)
            slope = below > 0 if self.activation == "relu" else below * (1 - below)
            delta = (delta @ self.params[f"W{layer}"].T) * slope
        return grads
        ### END SOLUTION

    def fit(self, x: Floats, y: ArrayLike, epochs: int, lr: float) -> None:
        """Train on the points `x` and their labels `y` from where the parameters are: gradient descent at rate `lr`."""
        ### BEGIN SOLUTION
        descend(self, x, y, epochs, lr)
        ### END SOLUTION

    ### BEGIN SOLUTION
    def _forward(self, x: Floats) -> tuple[list[Floats], Floats]:
        """What each layer is given, and the logits."""
        depth = len(self.params) // 2
        inputs = [x]
        for layer in range(1, depth):
            z = inputs[-1] @ self.params[f"W{layer}"] + self.params[f"b{layer}"]
            inputs.append(np.maximum(z, 0) if self.activation == "relu" else sigmoid(z))
        return inputs, np.asarray(inputs[-1] @ self.params[f"W{depth}"] + self.params[f"b{depth}"])[:, 0]

    ### END SOLUTION


# %% [markdown]
# ## Data and decision boundary


# %%
def standardize(train: Floats, *others: Floats) -> tuple[Floats, ...]:
    r"""Shift and scale every column of all arrays so that those of `train` have mean 0 and standard deviation 1.

    The statistics are those of `train` alone: of data that is kept back nothing may be known, not even its mean.
    """
    ### BEGIN SOLUTION
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    return tuple((array - mean) / deviation for array in (train, *others))
    ### END SOLUTION


def decision_grid(model: Classifier, x: Floats, steps: int) -> tuple[Floats, Floats, Floats]:
    """The model's probabilities on a lattice around the points `x`, for a picture of its decision boundary.

    Returns `xx`, `yy` and `zz`, (steps, steps) each: the coordinates of the lattice's points and `predict_proba` at
    them, as matplotlib's `contourf(xx, yy, zz)` takes them. The lattice reaches a little beyond the outermost points.
    """
    ### BEGIN SOLUTION
    margin = 0.05 * np.ptp(x, axis=0)
    low, high = x.min(axis=0) - margin, x.max(axis=0) + margin
    xx, yy = np.meshgrid(*(np.linspace(low[axis], high[axis], steps) for axis in (0, 1)))
    zz = model.predict_proba(np.column_stack([xx.ravel(), yy.ravel()])).reshape(xx.shape)
    return xx, yy, zz
    ### END SOLUTION
