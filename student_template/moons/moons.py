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


# %% [markdown]
# ## The perceptron


# %%
class Perceptron:
    """A straight line: one layer, from two coordinates to one logit."""

    params: Params

    def __init__(self, rng: np.random.Generator) -> None:
        """Draw initial parameters, `{"W1": (2, 1), "b1": (1,)}`."""
        raise NotImplementedError("Perceptron.__init__: draw initial parameters, `{\"W1\": (2, 1), \"b1\": (1,)}`")

    def predict_proba(self, x: Floats) -> Floats:
        r"""The probability of class 1 for each point, $\sigma(x W_1 + b_1)$: (N, 2) → (N,)."""
        raise NotImplementedError("Perceptron.predict_proba: write this function")

    def predict(self, x: Floats) -> Array:
        """The more probable class of each point, 0 or 1: (N, 2) → (N,) integers."""
        raise NotImplementedError("Perceptron.predict: the more probable class of each point, 0 or 1: (N, 2) → (N,)…")

    def loss(self, x: Floats, y: ArrayLike) -> float:
        """The mean binary cross-entropy of the points `x` and their labels `y`."""
        raise NotImplementedError("Perceptron.loss: the mean binary cross-entropy of the points `x` and their labels…")

    def gradients(self, x: Floats, y: ArrayLike) -> Params:
        r"""The gradient of `loss` with respect to every parameter: keys and shapes of `params`.

        The derivatives of loss and sigmoid cancel to $\delta_n = \partial E / \partial z_n = (\sigma(z_n) - y_n) / N$,
        so that $\partial E / \partial W_1 = x^\top \delta$ and $\partial E / \partial b_1 = \sum_n \delta_n$.
        """
        raise NotImplementedError("Perceptron.gradients: the gradient of `loss` with respect to every parameter:…")

    def fit(self, x: Floats, y: ArrayLike, epochs: int, lr: float) -> None:
        """Train on the points `x` and their labels `y` from where the parameters are: gradient descent at rate `lr`."""
        raise NotImplementedError("Perceptron.fit: train on the points `x` and their labels `y` from where the…")



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
        raise NotImplementedError("MLPClassifier.__init__: draw initial parameters for hidden layers of the sizes…")

    def predict_proba(self, x: Floats) -> Floats:
        r"""The probability of class 1 for each point: (N, 2) → (N,).

        $$h_0 = x, \qquad h_l = \varphi(h_{l-1} W_l + b_l) \text{ for } l < L, \qquad p = \sigma(h_{L-1} W_L + b_L)$$
        """
        raise NotImplementedError("MLPClassifier.predict_proba: the probability of class 1 for each point: (N, 2) →…")

    def predict(self, x: Floats) -> Array:
        """The more probable class of each point, 0 or 1: (N, 2) → (N,) integers."""
        raise NotImplementedError("MLPClassifier.predict: the more probable class of each point, 0 or 1: (N, 2) →…")

    def loss(self, x: Floats, y: ArrayLike) -> float:
        """The mean binary cross-entropy of the points `x` and their labels `y`."""
        raise NotImplementedError("MLPClassifier.loss: the mean binary cross-entropy of the points `x` and their…")

    def gradients(self, x: Floats, y: ArrayLike) -> Params:
        r"""The gradient of `loss` with respect to every parameter: keys and shapes of `params`.

        With $\delta_l = \partial E / \partial z_l$ and $z_l = h_{l-1} W_l + b_l$:

        $$\delta_L = \tfrac{1}{N} (p - y), \qquad \frac{\partial E}{\partial W_l} = h_{l-1}^\top \delta_l, \qquad
          \frac{\partial E}{\partial b_l} = \sum_n \delta_{l,n}, \qquad
          \delta_{l-1} = (\delta_l W_l^\top) \odot \varphi'(z_{l-1})$$

        Both derivatives can be told from the activation $h$ itself: $[h > 0]$ for ReLU, $h (1 - h)$ for the sigmoid.
        """
        raise NotImplementedError("MLPClassifier.gradients: the gradient of `loss` with respect to every parameter:…")

    def fit(self, x: Floats, y: ArrayLike, epochs: int, lr: float) -> None:
        """Train on the points `x` and their labels `y` from where the parameters are: gradient descent at rate `lr`."""
        raise NotImplementedError("MLPClassifier.fit: train on the points `x` and their labels `y` from where the…")



# %% [markdown]
# ## Data and decision boundary


# %%
def standardize(train: Floats, *others: Floats) -> tuple[Floats, ...]:
    r"""Shift and scale every column of all arrays so that those of `train` have mean 0 and standard deviation 1.

    The statistics are those of `train` alone: of data that is kept back nothing may be known, not even its mean.
    """
    raise NotImplementedError("standardize: shift and scale every column of all arrays so that those of `train` have…")


def decision_grid(model: Classifier, x: Floats, steps: int) -> tuple[Floats, Floats, Floats]:
    """The model's probabilities on a lattice around the points `x`, for a picture of its decision boundary.

    Returns `xx`, `yy` and `zz`, (steps, steps) each: the coordinates of the lattice's points and `predict_proba` at
    them, as matplotlib's `contourf(xx, yy, zz)` takes them. The lattice reaches a little beyond the outermost points.
    """
    raise NotImplementedError("decision_grid: the model's probabilities on a lattice around the points `x`, for a…")
