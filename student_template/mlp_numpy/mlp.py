# %% [markdown]
# # A multilayer perceptron in NumPy
#
# Nine functions, from the softmax to a network that reads handwritten digits. Everything is an array with one
# example a row: `x` is (N, D), logits are (N, K). The parameters of a network with L layers are a dict
# `{"W1": (D, H1), "b1": (H1,), ..., "WL": (H, K), "bL": (K,)}`, and layer l computes `z = h @ W + b`.
#
# README.md says precisely what each function must do.

# %%
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.floating[Any]]
Integers = NDArray[np.integer[Any]]
Params = dict[str, Floats]
History = dict[str, list[float]]

# %% [markdown]
# ## Softmax and loss


# %%
def softmax(logits: Floats) -> Floats:
    r"""Turn each row of `logits`, (N, K), into probabilities, (N, K).

    $$p_{nk} = \frac{e^{a_{nk}}}{\sum_j e^{a_{nj}}} = \frac{e^{a_{nk} - m_n}}{\sum_j e^{a_{nj} - m_n}}$$

    holds for any $m_n$, since a common factor cancels. With $m_n$ the largest logit *of the row* every exponent is
    at most 0 and the sum at least 1: nothing overflows, and no row divides by zero.
    """
    raise NotImplementedError("softmax: turn each row of `logits`, (N, K), into probabilities, (N, K)")


def cross_entropy(logits: Floats, targets: ArrayLike) -> float:
    r"""The mean over the batch of $-\log p_{n t_n}$, for logits (N, K) and N integer targets.

    $$-\log p_{nt} = \log \sum_j e^{a_{nj} - m_n} - (a_{nt} - m_n)$$

    The logarithm is taken of the sum, never of a probability: a probability that underflows to 0 would make the
    loss infinite, and a clamp would make it wrong.
    """
    raise NotImplementedError("cross_entropy: write this function")


# %% [markdown]
# ## Forward pass


# %%
def init_params(sizes: Sequence[int], rng: np.random.Generator) -> Params:
    r"""Draw the parameters of a network with layer sizes `sizes`, (784, 300, 10) say; all randomness is `rng`'s.

    Weights are normal with variance $2 / \text{fan-in}$ (He et al., 2015): a ReLU halves the second moment of what
    passes through it, and the 2 makes up for that, so that signals neither vanish nor explode with depth. Biases
    start at 0.
    """
    raise NotImplementedError("init_params: draw the parameters of a network with layer sizes `sizes`, (784, 300,…")


def forward(params: Params, x: Floats) -> tuple[Floats, Any]:
    r"""Compute the logits (N, K) of the images `x`, (N, D), and a cache of what `backward` will need.

    $$h_0 = x, \qquad z_l = h_{l-1} W_l + b_l, \qquad h_l = \max(0, z_l) \text{ for } l < L$$

    and the logits are $z_L$: no ReLU after the last layer, since a logit may be negative.

    The cache is the pair of the layers' inputs $h_0, \dots, h_{L-1}$ and the logits. The pre-activations need not be
    kept: $z_l > 0$ exactly where $h_l > 0$.
    """
    raise NotImplementedError("forward: compute the logits (N, K) of the images `x`, (N, D), and a cache of what…")


def predict(params: Params, x: Floats) -> Integers:
    """The most probable class of each image in `x`: (N, D) → (N,) integers.

    The softmax is monotonic along a row, so the largest logit is the largest probability.
    """
    raise NotImplementedError("predict: the most probable class of each image in `x`: (N, D) → (N,) integers")


# %% [markdown]
# ## Backpropagation


# %%
def backward(params: Params, cache: Any, targets: ArrayLike) -> Params:
    r"""The gradient of the mean cross-entropy with respect to every parameter: keys and shapes of `params`.

    With $E$ the mean loss and $\delta_l = \partial E / \partial z_l$, of the shape of $z_l$:

    $$\delta_L = \tfrac{1}{N} (p - \text{onehot}(t)), \qquad
      \frac{\partial E}{\partial W_l} = h_{l-1}^\top \delta_l, \qquad
      \frac{\partial E}{\partial b_l} = \sum_n \delta_{l,n}, \qquad
      \delta_{l-1} = (\delta_l W_l^\top) \odot [h_{l-1} > 0]$$

    The $1/N$ of the mean enters once, at the top; everything below only carries it along.
    """
    raise NotImplementedError("backward: the gradient of the mean cross-entropy with respect to every parameter:…")


# %% [markdown]
# ## Update and schedule


# %%
def sgd_step(params: Params, grads: Params, lr: float) -> Params:
    r"""One step of gradient descent, $p \leftarrow p - \text{lr} \cdot g$ for every parameter, in new arrays."""
    raise NotImplementedError("sgd_step: write this function")


def learning_rate(epoch: int, base_lr: float, epochs: int) -> float:
    r"""The rate of epoch number `epoch`, counted from 0, in a run of `epochs`: a straight line towards 0.

    $$\eta_e = \eta_0 \left(1 - \frac{e}{E}\right)$$

    Large steps first to get near a minimum, small ones at the end so that the noise of the batches averages out.
    """
    raise NotImplementedError("learning_rate: the rate of epoch number `epoch`, counted from 0, in a run of…")


# %% [markdown]
# ## Training


# %%
def fit(
    x: Floats,
    y: ArrayLike,
    x_val: Floats,
    y_val: ArrayLike,
    rng: np.random.Generator,
    epochs: int = 10,
    batch_size: int = 64,
    base_lr: float = 0.1,
) -> tuple[Params, History]:
    """Train a network for ten classes on the images `x`, (N, D) in [0, 1], and the labels `y`, (N,).

    Mini-batch stochastic gradient descent: each epoch goes once through all examples, in an order of its own, in
    batches of `batch_size` (the last one holds what is left). The validation data is only measured, for the
    history: the mean training loss, the validation loss and accuracy of every epoch.

    The arithmetic is done in the float type of `x`: float32 needs half the time of float64, and is enough here.
    """
    raise NotImplementedError("fit: train a network for ten classes on the images `x`, (N, D) in [0, 1], and the…")
